package graph

import (
	"strconv"
	"strings"
	"time"
)

// Date reads a point in time as exports write it: ISO 8601 as Graph does, or the
// "/Date(1761053798000)/" of Windows PowerShell, in milliseconds since 1970. The
// result is in UTC; ok is false for what is neither, and for the year 1, which
// PowerShell writes for no date.
func Date(text string) (at time.Time, ok bool) {
	text = strings.TrimSpace(text)
	if rest, found := strings.CutPrefix(text, "/Date("); found {
		digits, found := strings.CutSuffix(rest, ")/")
		if i := strings.IndexAny(digits[min(1, len(digits)):], "+-"); i >= 0 {
			digits = digits[:i+1] // a zone behind it changes nothing
		}
		ms, err := strconv.ParseInt(digits, 10, 64)
		at = time.UnixMilli(ms).UTC()
		return at, found && err == nil && at.Year() > 1
	}
	for _, layout := range [...]string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", time.DateTime, time.DateOnly} {
		if at, err := time.Parse(layout, text); err == nil {
			return at.UTC(), at.Year() > 1
		}
	}
	return time.Time{}, false
}

// Days returns how many whole days lie between two points in time; it is negative
// where the second comes first.
func Days(from, to time.Time) int { return int(to.Sub(from) / (24 * time.Hour)) }
