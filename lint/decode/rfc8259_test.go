package decode

import (
	"slices"
	"strings"
	"testing"

	"tenantlint/lint"
)

// TestGrammarOfRFC8259 gives texts as exports that the grammar allows or does not.
// The names tell the rule that each is about, in the way of the public parsing
// test suites: y_ must be accepted, n_ refused.
func TestGrammarOfRFC8259(t *testing.T) {
	deep := strings.Repeat("[", 100_000)
	cases := map[string]string{
		"y_array_empty": "[]", "y_array_with_spaces": "[ ]", "y_array_empty_string": `[""]`, "y_array_false": "[false]", "y_array_null": "[null]",
		"y_array_of_everything": `[null, 1, "1", {}]`, "y_array_line_break": "[1\n]", "y_array_leading_space": " [1]", "y_array_trailing_space": "[2] ",
		"y_array_several_nulls": "[1,null,null,null,2]", "y_array_nested": "[[]   ]",
		"y_number": "[123e65]", "y_number_0e+1": "[0e+1]", "y_number_0e1": "[0e1]", "y_number_after_space": "[ 4]", "y_number_close_to_zero": "[-0.000000000000000000000000000000000000000001]",
		"y_number_with_exponent": "[20e1]", "y_number_minus_zero": "[-0]", "y_number_negative": "[-123]", "y_number_minus_one": "[-1]",
		"y_number_capital_e": "[1E22]", "y_number_capital_e_minus": "[1E-2]", "y_number_capital_e_plus": "[1E+2]", "y_number_fraction_and_exponent": "[123.456e78]",
		"y_number_exponent": "[1e-2]", "y_number_simple": "[123.456789]", "y_number_huge": "[" + strings.Repeat("9", 400) + "]",
		"y_object": `{"a":"b","c":"d"}`, "y_object_duplicated_key": `{"a":"b","a":"c"}`, "y_object_empty": "{}", "y_object_empty_key": `{"":0}`,
		"y_object_escaped_null_in_key": `{"foo\u0000bar": 42}`, "y_object_extreme_numbers": `{"min":-1.0e+28,"max":1.0e+28}`,
		"y_object_long_strings": `{"x":[{"id":"` + strings.Repeat("x", 70) + `"}],"id":"` + strings.Repeat("x", 70) + `"}`, "y_object_simple": `{"a":[]}`,
		"y_object_of_unicode": `{"title":"\u041f\u043e\u043b\u0442\u043e\u0440\u0430"}`, "y_object_with_newlines": "{\n\"a\": \"b\"\n}",
		"y_string_escapes": `["\"\\\/\b\f\n\r\t"]`, "y_string_surrogate_pair": `["\uD801\udc37"]`, "y_string_two_pairs": `["\ud83d\ude39\ud83d\udc8d"]`,
		"y_string_backslash_u": `["\\u0000"]`, "y_string_double_quote": `["\""]`, "y_string_comments": `["a/*b*/c/*d//e"]`, "y_string_backslash_a": `["\\a"]`,
		"y_string_control": `["\u0012"]`, "y_string_noncharacter": `["\uFFFF"]`, "y_string_in_array": `["asd"]`, "y_string_last_code_point": "[\"\U0010FFFF\"]",
		"y_string_no_break_space": "[\"new\u00A0line\"]", "y_string_raw_noncharacter": "[\"\U0001BFFF\"]", "y_string_null_escape": `["\u0000"]`, "y_string_one_byte": `["\u002c"]`,
		"y_string_pi": "[\"π\"]", "y_string_reserved_character": "[\"\U0001BFFF\"]", "y_string_space": `" "`, "y_string_line_separator": "[\"\u2028\"]", "y_string_paragraph_separator": "[\"\u2029\"]",
		"y_string_three_bytes": `["\u0821"]`, "y_string_two_bytes": `["\u0123"]`, "y_string_unescaped_delete": "[\"\x7f\"]", "y_string_utf8": "[\"€𝄞\"]",
		"y_structure_lonely_false": "false", "y_structure_lonely_int": "42", "y_structure_lonely_negative": "-0.1", "y_structure_lonely_null": "null", "y_structure_lonely_string": `"asd"`, "y_structure_lonely_true": "true",
		"y_structure_empty_string": `""`, "y_structure_trailing_newline": "[\"a\"]\n", "y_structure_true_in_array": "[true]", "y_structure_white_space": " [] ", "y_structure_bom": "\uFEFF{}",

		"n_array_1_true_without_comma": "[1 true]", "n_array_colon_for_comma": `["": 1]`, "n_array_comma_after_close": `[""],`, "n_array_comma_and_number": "[,1]", "n_array_double_comma": "[1,,2]",
		"n_array_double_extra_comma": `["x",,]`, "n_array_extra_close": `["x"]]`, "n_array_extra_comma": `["",]`, "n_array_incomplete": `["x"`, "n_array_inner_without_comma": "[3[4]]", "n_array_invalid_utf8": "[\xff]",
		"n_array_just_comma": "[,]", "n_array_just_minus": "[-]", "n_array_missing_value": `[   , ""]`, "n_array_newlines_unclosed": "[\"a\",\n4\n,1,", "n_array_number_and_comma": "[1,]", "n_array_star_inside": "[*]",
		"n_array_unclosed": `[""`, "n_array_unclosed_trailing_comma": "[1,", "n_array_unclosed_with_object": "[{}", "n_array_vertical_tab": "[\"\va\"\\f]",
		"n_incomplete_false": "[fals]", "n_incomplete_null": "[nul]", "n_incomplete_true": "[tru]", "n_multidigit_then_zero_byte": "123\x00",
		"n_number_plus_plus": "[++1234]", "n_number_plus": "[+1]", "n_number_plus_inf": "[+Inf]", "n_number_minus_01": "[-01]", "n_number_minus_1_0_dot": "[-1.0.]", "n_number_minus_2_dot": "[-2.]", "n_number_minus_nan": "[-NaN]",
		"n_number_dot_minus_1": "[.-1]", "n_number_dot_2e-3": "[.2e-3]", "n_number_0_1_2": "[0.1.2]", "n_number_0_3e+": "[0.3e+]", "n_number_0_3e": "[0.3e]", "n_number_0_dot_e1": "[0.e1]", "n_number_0E+": "[0E+]", "n_number_0E": "[0E]",
		"n_number_1_0e+": "[1.0e+]", "n_number_1_0e-": "[1.0e-]", "n_number_1_000": "[1 000.0]", "n_number_1eE2": "[1eE2]", "n_number_2_dot_e+3": "[2.e+3]", "n_number_9_dot_e+": "[9.e+]", "n_number_inf": "[Inf]", "n_number_nan": "[NaN]",
		"n_number_full_width_one": "[\uFF11]", "n_number_expression": "[1+2]", "n_number_hex_1": "[0x1]", "n_number_hex_2": "[0x42]", "n_number_infinity": "[Infinity]", "n_number_invalid+-": "[0e+-1]", "n_number_minus_space_1": "[- 1]",
		"n_number_minus_infinity": "[-Infinity]", "n_number_minus_sign_with_trailing_garbage": "[-foo]", "n_number_neg_int_starting_with_zero": "[-012]", "n_number_neg_real_without_int": "[-.123]", "n_number_neg_with_garbage": "[-1x]",
		"n_number_real_garbage_after_e": "[1ea]", "n_number_real_without_fraction": "[1.]", "n_number_starting_with_dot": "[.123]", "n_number_with_alpha": "[1.2a-3]", "n_number_with_leading_zero": "[012]", "n_number_invalid_utf8_after_e": "[1e1\xE5]",
		"n_object_bad_value": `["x", truth]`, "n_object_bracket_key": `{[: "x"}`, "n_object_comma_instead_of_colon": `{"x", null}`, "n_object_double_colon": `{"x"::"b"}`, "n_object_emoji": "{\U0001F1E8\U0001F1ED}", "n_object_garbage_at_end": `{"a":"a" 123}`,
		"n_object_key_with_single_quotes": `{key: 'value'}`, "n_object_invalid_utf8_key": "{\"\xB9\":\"0\",}", "n_object_missing_colon": `{"a" b}`, "n_object_missing_key": `{:"b"}`, "n_object_missing_semicolon": `{"a" "b"}`, "n_object_missing_value": `{"a":`,
		"n_object_no_colon": `{"a"`, "n_object_number_key": "{1:1}", "n_object_huge_number_key": "{9999E9999:1}", "n_object_repeated_null_null": "{null:null,null:null}", "n_object_several_trailing_commas": `{"id":0,,,,,}`, "n_object_single_quote": `{'a':0}`,
		"n_object_trailing_comma": `{"id":0,}`, "n_object_trailing_comment": `{"a":"b"}/**/`, "n_object_trailing_comment_open": `{"a":"b"}/**//`, "n_object_trailing_slash_comment": `{"a":"b"}//`, "n_object_two_commas_in_a_row": `{"a":"b",,"c":"d"}`,
		"n_object_unquoted_key": `{a: "b"}`, "n_object_unterminated_value": `{"a":"a`, "n_object_with_single_string": `{ "foo" : "bar", "a" }`, "n_object_trailing_garbage": `{"a":"b"}#`,
		"n_single_space": " ", "n_string_1_surrogate_then_escape": `["\uD800\"]`, "n_string_1_surrogate_then_u": `["\uD800\u"]`, "n_string_1_surrogate_then_u1": `["\uD800\u1"]`, "n_string_1_surrogate_then_u1x": `["\uD800\u1x"]`,
		"n_string_accentuated_without_quotes": "[é]", "n_string_backslash_00": "[\"\\\x00\"]", "n_string_escape_x": `["\x00"]`, "n_string_escaped_backslash_bad": `["\\\"]`, "n_string_escaped_ctrl_tab": "[\"\\\t\"]", "n_string_escaped_emoji": "[\"\\\U0001F300\"]",
		"n_string_incomplete_escape": `["\"]`, "n_string_incomplete_escaped_character": `["\u00A"]`, "n_string_incomplete_surrogate": `["\uD834\uDd"]`, "n_string_invalid_backslash_escape": `["\a"]`, "n_string_invalid_unicode_escape": `["\uqqqq"]`,
		"n_string_invalid_utf8_after_escape": "[\"\\\xE5\"]", "n_string_leading_escaped_thinspace": "[\\u0020\"asd\"]", "n_string_no_quotes_with_bad_escape": `[\n]`, "n_string_single_double_quote": `"`, "n_string_single_quote": `['single quote']`,
		"n_string_single_string_no_double_quotes": "abc", "n_string_start_escape_unclosed": `["\`, "n_string_unescaped_control": "[\"a\x00a\"]", "n_string_unescaped_newline": "[\"new\nline\"]", "n_string_unescaped_tab": "[\"\t\"]",
		"n_string_unicode_capital_u": `"\UA66D"`, "n_string_with_trailing_garbage": `""x`, "n_string_overlong": "[\"\xC0\xAF\"]", "n_string_lone_continuation": "[\"\x81\"]", "n_string_surrogate_in_utf8": "[\"\xED\xA0\x80\"]", "n_string_beyond_unicode": "[\"\xF4\xBF\xBF\xBF\"]",
		"n_structure_100000_opening_arrays": deep, "n_structure_angle_bracket": "<.>", "n_structure_angle_bracket_null": "[<null>]", "n_structure_array_trailing_garbage": "[1]x", "n_structure_array_with_extra_close": "[1]]",
		"n_structure_array_with_unclosed_string": `["asd]`, "n_structure_identifier": "aå", "n_structure_capitalized_true": "[True]", "n_structure_close_unopened_array": "1]", "n_structure_comma_instead_of_closing_brace": `{"x": true,`,
		"n_structure_double_array": "[][]", "n_structure_end_array": "]", "n_structure_incomplete_bom": "\xEF\xBB{}", "n_structure_lone_invalid_utf8": "\xE5", "n_structure_lone_open_bracket": "[", "n_structure_no_data": "",
		"n_structure_zero_byte_outside_string": "[\x00]", "n_structure_number_with_trailing_garbage": "2@", "n_structure_object_followed_by_closing_object": "{}}", "n_structure_object_unclosed_no_value": `{"":`, "n_structure_object_with_comment": `{"a":/*comment*/"b"}`,
		"n_structure_object_with_trailing_garbage": `{"a": true} "x"`, "n_structure_open_array_apostrophe": "['", "n_structure_open_array_comma": "[,", "n_structure_open_array_object": strings.Repeat(`[{"":`, 50_000), "n_structure_open_array_open_object": "[{",
		"n_structure_open_array_open_string": `["a`, "n_structure_open_array_string": `["a"`, "n_structure_open_object": "{", "n_structure_open_object_close_array": "{]", "n_structure_open_object_comma": "{,", "n_structure_open_object_open_array": "{[",
		"n_structure_open_object_open_string": `{"a`, "n_structure_open_open": `["\{["\{["\{["\{`, "n_structure_single_eacute": "\xE9", "n_structure_single_star": "*", "n_structure_trailing_hash": `{"a":"b"}#{}`, "n_structure_uescaped_linefeed": `[\u000A""]`,
		"n_structure_unclosed_array": "[1", "n_structure_unclosed_array_partial_null": "[ false, nul", "n_structure_unclosed_array_unfinished_false": "[ true, fals", "n_structure_unclosed_array_unfinished_true": "[ false, tru", "n_structure_unclosed_object": `{"asd":"asd"`,
		"n_structure_unicode_identifier": "å", "n_structure_bom_no_data": "\uFEFF", "n_structure_form_feed": "[\f]", "n_structure_word_joiner": "[\u2060]",
	}
	for name, text := range cases {
		if head := text[:min(len(text), headSize)]; hopeless([]byte(head)) && !strings.HasPrefix(name, "n_") {
			t.Errorf("%s %.60q is taken for hopeless", name, text)
		}
		for _, block := range []int{0, 1, 4} {
			f, _ := readText(t, "users.json", []byte(text), block)
			refused := slices.ContainsFunc(f.Problems, func(p lint.Problem) bool { return p.Code.Unread() && p.Line > 0 })
			if refused != strings.HasPrefix(name, "n_") {
				t.Errorf("%s %.60q in blocks of %d: refused is %t: %v", name, text, block, refused, f.Problems)
			}
		}
	}
}
