// Checks JSON reports against their schema, their sums, and every place that they name
// against the files themselves. Usage: node report.mjs SCHEMA REPORT…, in the folder that
// the paths of the reports are relative to.

import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import Ajv from "ajv/dist/2020.js";

const [schema, ...reports] = process.argv.slice(2);
const validate = new Ajv({ allErrors: true, strictTypes: false }).compile(JSON.parse(readFileSync(schema, "utf8")));

const files = new Map();

/** Returns the decoded text of a file, as bytes of UTF-8. */
function decoded(path) {
  if (!files.has(path)) {
    const raw = readFileSync(path);
    const utf16 = raw[0] === 0xff && raw[1] === 0xfe;
    files.set(path, Buffer.from(new TextDecoder(utf16 ? "utf-16le" : "utf-8").decode(raw)));
  }
  return files.get(path);
}

/** Returns what a JSON Pointer names. */
function resolve(document, pointer) {
  return pointer.split("/").slice(1).reduce(
    (value, part) => value?.[part.replaceAll("~1", "/").replaceAll("~0", "~")], document);
}

/** Returns what is wrong with a location, or nothing. */
function misplaced({ path, pointer, line, column, offset, length }) {
  const bytes = decoded(path);
  const before = bytes.subarray(0, offset).toString();
  const lines = before.split("\n");
  if (lines.length !== line || lines.at(-1).length + 1 !== column) {
    return `offset ${offset} is at ${lines.length}:${lines.at(-1).length + 1}, not ${line}:${column}`;
  }
  const root = path.endsWith(".jsonl") ? bytes.toString().split("\n")[line - 1] : bytes.toString();
  const value = JSON.parse(bytes.subarray(offset, offset + length).toString());
  if (!isDeepStrictEqual(value, resolve(JSON.parse(root), pointer))) {
    return `${pointer} is not what stands at offset ${offset}`;
  }
}

/** Returns what is wrong with a report, in lines. */
function check(report) {
  const problems = validate(report) ? [] : validate.errors.map((e) => `${e.instancePath} ${e.message}`);
  for (const finding of report.findings) {
    for (const { location } of [finding, ...finding.related]) {
      const problem = misplaced(location);
      if (problem) {
        problems.push(`${finding.rule} in ${location.path}: ${problem}`);
      }
    }
  }
  for (const { rule, name, value, limit, remaining, location } of report.measures) {
    const problem = misplaced(location);
    if (problem) {
      problems.push(`${name} of ${rule} in ${location.path}: ${problem}`);
    }
    if (value + remaining !== limit) {
      problems.push(`${name} of ${rule} in ${location.path}: ${value} and ${remaining} are not ${limit}`);
    }
  }
  for (const severity of ["error", "warning", "note"]) {
    if (report.findings.filter((f) => f.severity === severity).length !== report.summary[severity]) {
      problems.push(`the summary counts another number of ${severity}s`);
    }
  }
  return problems;
}

let failed = false;
for (const path of reports) {
  const report = JSON.parse(readFileSync(path, "utf8"));
  const problems = check(report);
  console.log(`${path}: ${report.findings.length} findings, ${problems.length === 0 ? "valid" : "not valid"}`);
  problems.forEach((problem) => console.error(`${path}: ${problem}`));
  failed ||= problems.length > 0;
}
process.exit(failed ? 1 : 0);
