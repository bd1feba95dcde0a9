package engine

import "unsafe"

// aliased returns b as a string without copying it: gjson and the rules read
// strings, and a copy of every batch would cost as much as scanning it. The
// string changes when the batch is filled again, which is why a [lint.Record] is
// valid only until the call it is passed to returns.
func aliased(b []byte) string {
	return unsafe.String(unsafe.SliceData(b), len(b)) //nolint:gosec // see above; the only one in the program
}
