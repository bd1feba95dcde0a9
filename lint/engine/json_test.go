package engine_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// pointed returns the value that a JSON Pointer names, by the standard library.
func pointed(content []byte, pointer string) ([]byte, error) {
	raw := json.RawMessage(content)
	if pointer == "" {
		return raw, nil
	}
	for step := range strings.SplitSeq(pointer[1:], "/") {
		step = strings.NewReplacer("~1", "/", "~0", "~").Replace(step)
		if bytes.HasPrefix(bytes.TrimSpace(raw), []byte("[")) {
			var list []json.RawMessage
			if err := json.Unmarshal(raw, &list); err != nil {
				return nil, err
			}
			i, err := strconv.Atoi(step)
			if err != nil || i >= len(list) {
				return nil, fmt.Errorf("no element %s", step)
			}
			raw = list[i]
			continue
		}
		var object map[string]json.RawMessage
		if err := json.Unmarshal(raw, &object); err != nil {
			return nil, err
		}
		member, ok := object[step]
		if !ok {
			return nil, fmt.Errorf("no member %s", step)
		}
		raw = member
	}
	return raw, nil
}

func jsonEqual(a, b []byte) bool {
	var x, y bytes.Buffer
	return json.Compact(&x, a) == nil && json.Compact(&y, b) == nil && bytes.Equal(x.Bytes(), y.Bytes())
}
