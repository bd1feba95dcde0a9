package lint

import "strconv"

// Plural returns one for a count of 1, and many for any other.
func Plural[N int | int64](n N, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// Count returns a number with its noun, as in "1 other file" and "88 contacts".
func Count[N int | int64](n N, one, many string) string {
	return strconv.FormatInt(int64(n), 10) + " " + Plural(n, one, many)
}
