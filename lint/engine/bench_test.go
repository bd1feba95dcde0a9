package engine_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"tenantlint/lint/engine"
	"tenantlint/lint/rules"
)

var keep = flag.String("tenant", "", "folder in which the benchmarks leave their generated tenant")

// BenchmarkTenant judges a generated tenant by all rules, from open to report.
//
//	go test ./lint/engine -run '^$' -bench Tenant -benchtime 5x
//	go test ./lint/engine -run '^$' -bench Tenant/users -tenant /tmp/tenant   # keeps the files
func BenchmarkTenant(b *testing.B) {
	dir := *keep
	if dir == "" {
		dir = b.TempDir()
	} else if err := os.MkdirAll(dir, 0o700); err != nil {
		b.Fatal(err)
	}
	generate(b, dir, 100_000)
	for _, path := range []string{"users.json", "."} {
		for _, workers := range []int{1, 2} {
			b.Run(fmt.Sprintf("%s/workers=%d", path, workers), func(b *testing.B) {
				benchmark(b, filepath.Join(dir, path), workers)
			})
		}
	}
}

func benchmark(b *testing.B, path string, workers int) {
	var before, after runtime.MemStats
	var objects, size int64
	runtime.ReadMemStats(&before)
	for b.Loop() {
		report, err := engine.Run(context.Background(), []string{path}, engine.Options{
			Rules: rules.All, Workers: workers, AsOf: time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC),
		})
		if err != nil {
			b.Fatal(err)
		}
		objects = report.Records()
	}
	runtime.ReadMemStats(&after)
	err := filepath.Walk(path, func(_ string, info os.FileInfo, err error) error {
		if err == nil && !info.IsDir() {
			size += info.Size()
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(size)
	b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/float64(b.N)/float64(objects), "B/record")
	b.ReportMetric(float64(size)/float64(objects), "size/record")
}
