// Checks SARIF files with Microsoft's validator, with its rules for GitHub too.
// Usage: node sarif.mjs FILE…
//
// The validator exits with 0 whatever it found, and it finds nothing at all in a
// file that it could not make sense of. So its own report is read, and that must
// hold the remark which it makes about every file that it understood.

import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const validator = new URL("node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool", import.meta.url).pathname;
const understood = "SARIF2003"; // "does not provide 'versionControlProvenance'": the export need not be in a repository

const folder = mkdtempSync(join(tmpdir(), "sarif-"));

/** Returns what is wrong with a SARIF file, in lines. */
function check(file) {
  const output = join(folder, "report.sarif");
  rmSync(output, { force: true });
  const run = spawnSync(validator, [
    "validate", file, "--output", output, "--log", "ForceOverwrite",
    "--rule-kind", "Sarif;Ghas", "--level", "Error;Warning;Note", "--max-file-size-in-kb", "100000",
  ], { encoding: "utf8", env: { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: "1" } });
  if (run.status !== 0) {
    return [`the validator failed with ${run.status ?? run.error}: ${run.stdout}${run.stderr}`];
  }
  const results = JSON.parse(readFileSync(output, "utf8")).runs.flatMap((r) => r.results ?? []);
  const problems = results
    .filter((r) => r.level !== "note")
    .map((r) => `${r.level} ${r.ruleId} at ${(r.message.arguments ?? []).join(", ")}`);
  if (!results.some((r) => r.ruleId === understood)) {
    problems.push("the validator did not understand the file");
  }
  return problems;
}

/** Fails unless the validator complains about broken copies of a file. */
function checkValidator(file) {
  const text = readFileSync(file, "utf8");
  const change = (edit) => {
    const log = JSON.parse(text);
    edit(log.runs[0]);
    return JSON.stringify(log);
  };
  const broken = {
    "cut off": text.slice(0, text.length / 2),
    "without a tool": change((run) => { delete run.tool; }),
    "with a level of its own": change((run) => { run.results[0].level = "fatal"; }),
    "without a message": change((run) => { delete run.results[0].message; }),
    "without a location": change((run) => { run.results[0].locations = []; }),
    "with a region that ends before it begins": change((run) => {
      Object.assign(run.results[0].locations[0].physicalLocation.region, { startColumn: 9, endColumn: 1 });
    }),
  };
  return Object.entries(broken).flatMap(([how, copy]) => {
    const path = join(folder, "broken.sarif");
    writeFileSync(path, copy);
    return check(path).length > 0 ? [] : [`the validator accepts the file ${how}`];
  });
}

const files = process.argv.slice(2);
const withResults = files.find((f) => JSON.parse(readFileSync(f, "utf8")).runs[0].results.length > 0);
chmodSync(validator, 0o755);
let problems = withResults ? checkValidator(withResults) : ["no file has a result to try the validator on"];
for (const file of files) {
  const found = check(file);
  console.log(`${file}: ${found.length === 0 ? "valid" : "not valid"}`);
  problems = problems.concat(found.map((p) => `${file}: ${p}`));
}
rmSync(folder, { recursive: true });
for (const problem of problems) {
  console.error(problem);
}
process.exit(problems.length === 0 ? 0 : 1);
