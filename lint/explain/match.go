package explain

import (
	"cmp"
	"slices"
	"strings"
)

// A text is compared with each phrase by local alignment (Smith and Waterman's), in
// words: a word of the phrase in its place counts for it; one that is missing, or one
// that stands between, counts against it. Where a name or an id is to be expected,
// words between hardly count.
const (
	hit     = 8
	missing = 4
	between = 4
	inGap   = 1
)

// enough is the share of a phrase, in thousandths, that has to be found in a text. A
// text may be a part of a message, but not of less than fewest words.
const (
	enough = 650
	nearly = 800 // of a heading, to look for no other
	fewest = 8
)

// maxText is how many bytes of a text are read. A message is shorter; whoever hands
// over a log gets an answer all the same.
const maxText = 16 << 10

// maxVague is how many topics words of their headings may lead to. More are none: the
// words say too little.
const maxVague = 6

// A phrase is a text that is looked for: a heading, or the fixed words of a message.
type phrase struct {
	topic   int
	words   []int  // numbers of the words
	gap     []bool // behind the word stands something that is not fixed
	heading bool   // it is meant to be all of the text
}

// add puts a phrase on the shelf. "*" is a gap.
func (s *shelf) add(topic int, text string, heading bool) {
	p := phrase{topic: topic, heading: heading}
	for fixed := range strings.SplitSeq(text, "*") {
		for _, word := range words(fixed) {
			if _, ok := s.ids[word]; !ok {
				s.ids[word] = len(s.ids)
			}
			p.words = append(p.words, s.ids[word])
			p.gap = append(p.gap, false)
		}
		if len(p.gap) > 0 {
			p.gap[len(p.gap)-1] = true
		}
	}
	s.phrases = append(s.phrases, p)
}

// A reading says that some words of a text are those of a topic's phrase.
type reading struct {
	topic    int
	score    int
	from, to int  // words of the text
	sure     bool // a message, or a heading nearly as it is
}

// Match returns the topics that a text is about, the best first: a code, alone or in a
// message; a message with names, ids, addresses and times in it; a heading, or words
// of one. A text about something else has none.
func Match(text string) []*Topic {
	s := library()
	list := words(bounded(text))
	if len(list) == 0 {
		return nil
	}
	readings := s.read(list)
	found := s.byCode(codesIn(list), readings)
	coded := len(found) > 0
	for _, r := range readings {
		t := s.topics[r.topic]
		if coded && len(t.Codes) > 0 { // the codes have told already which
			continue
		}
		found = append(found, t)
	}
	if !coded && !slices.ContainsFunc(readings, func(r reading) bool { return r.sure }) {
		found = append(found, s.byWords(list)...)
	}
	return unique(found)
}

// bounded returns what is read of a text.
func bounded(text string) string { return text[:min(len(text), maxText)] }

// byCode returns the topics of codes. Of the topics of one code those count that the
// text is about by its words, too, if there are any.
func (s *shelf) byCode(numbers []string, readings []reading) []*Topic {
	var found []*Topic
	for _, number := range numbers {
		topics := OfCode(number)
		read := slices.DeleteFunc(slices.Clone(topics), func(t *Topic) bool {
			return !slices.ContainsFunc(readings, func(r reading) bool { return s.topics[r.topic] == t })
		})
		if len(read) > 0 {
			topics = read
		}
		found = append(found, topics...)
	}
	return found
}

// read returns what the text says by its words, the best first. The same words of the
// text are not read twice: of two readings that share some, the better one counts,
// and both if they are equally good.
func (s *shelf) read(list []string) []reading {
	text := make([]int, len(list))
	there := make([]bool, len(s.ids))
	for i, word := range list {
		id, ok := s.ids[word]
		if ok {
			there[id] = true
		} else {
			id = -1
		}
		text[i] = id
	}
	var readings []reading
	for _, p := range s.phrases {
		if r, ok := p.find(text, there); ok {
			readings = append(readings, r)
		}
	}
	slices.SortStableFunc(readings, func(a, b reading) int { return cmp.Compare(b.score, a.score) })
	var kept []reading
	for _, r := range readings {
		worse := slices.ContainsFunc(kept, func(k reading) bool {
			return k.score > r.score && k.from < r.to && r.from < k.to
		})
		if !worse {
			kept = append(kept, r)
		}
	}
	return kept
}

// find returns the best reading of a text as the phrase, if it is good enough. there
// says which words the text has.
func (p phrase) find(text []int, there []bool) (reading, bool) {
	full := hit * min(len(p.words), max(len(text), fewest))
	if p.heading { // what is missing of the heading and what the text has beside it count alike
		full = hit * (len(p.words) + len(text)) / 2
	}
	most := 0 // what it could come to, were they in order
	for _, word := range p.words {
		if there[word] {
			most += hit
		}
	}
	if most*1000 < enough*full {
		return reading{}, false
	}
	best := p.align(text)
	best.sure = !p.heading || best.score*1000 >= nearly*full
	return best, best.score*1000 >= enough*full
}

// align returns the best local alignment of the phrase and a text.
func (p phrase) align(text []int) reading {
	type cell struct{ score, from int }
	best := reading{topic: p.topic}
	column := make([]cell, len(p.words)) // [i]: the best alignment up to word i of the phrase and the current word of the text
	for j, word := range text {
		above, diagonal := cell{from: j}, cell{from: j}
		for i := range p.words {
			left := column[i]
			next := cell{diagonal.score - missing, diagonal.from}
			if p.words[i] == word {
				next.score = diagonal.score + hit
			}
			if above.score-missing > next.score {
				next = cell{above.score - missing, above.from}
			}
			cost := between
			if p.gap[i] {
				cost = inGap
			}
			if left.score-cost > next.score {
				next = cell{left.score - cost, left.from}
			}
			if next.score <= 0 {
				next = cell{from: j + 1}
			}
			if next.score > best.score {
				best.score, best.from, best.to = next.score, next.from, j+1
			}
			diagonal, above, column[i] = left, next, next
		}
	}
	return best
}

// byWords returns the topics that have all the words of a text in their headings, but
// for those that say nothing.
func (s *shelf) byWords(list []string) []*Topic {
	list = slices.DeleteFunc(slices.Clone(list), func(word string) bool { return slices.Contains(empty, word) })
	if !slices.ContainsFunc(list, func(word string) bool { return !slices.Contains(common, word) }) {
		return nil
	}
	var found []*Topic
	for i, t := range s.topics {
		if !slices.ContainsFunc(list, func(word string) bool { return !s.inHeadings(i, word) }) {
			found = append(found, t)
		}
	}
	if len(found) > maxVague {
		return nil
	}
	return found
}

// inHeadings reports whether a word, be it in the plural or not, stands in one of a
// topic's headings.
func (s *shelf) inHeadings(topic int, word string) bool {
	return slices.ContainsFunc(numbersOf(word), func(form string) bool {
		id, ok := s.ids[form]
		return ok && slices.ContainsFunc(s.phrases, func(p phrase) bool {
			return p.topic == topic && p.heading && slices.Contains(p.words, id)
		})
	})
}

// numbersOf returns a word as it is, as the plural and as the singular that it may be.
func numbersOf(word string) []string {
	const shortest = 3 // "u" is not "us"
	if len(word) < shortest {
		return []string{word}
	}
	return []string{word, word + "s", word + "es", strings.TrimSuffix(word, "s"), strings.TrimSuffix(word, "es")}
}

// empty are words that say nothing; common are those that say nothing alone, as all of
// the article is about them.
var (
	empty  = strings.Fields("a an and are as at be by can do does for from get has have i if in is it may my no not of on or our that the their they this to up we what when why with you your")
	common = strings.Fields("b2b collaboration entra error exist exists external guest guests microsoft see sign user users want")
)

// unique returns the topics without repetition, in the same order.
func unique(topics []*Topic) []*Topic {
	var list []*Topic
	for _, t := range topics {
		if !slices.Contains(list, t) {
			list = append(list, t)
		}
	}
	return list
}
