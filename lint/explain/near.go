package explain

import (
	"cmp"
	"math"
	"slices"
	"sync"
)

// mostNear is how many topics are near a text at the most.
const mostNear = 3

// Near returns the few topics whose pages have most of the words of a text, the best
// first: what to suggest where [Match] finds none. A word counts the more, the fewer
// pages have it, and twice where it is in a heading. Less than two words, or none in
// a heading, suggest nothing, and neither does a code that is not known.
func Near(text string) []*Topic {
	if len(CodesIn(text)) > 0 {
		return nil
	}
	pages := stemmed()
	var asked []string
	for _, word := range words(bounded(text)) {
		s := stem(word)
		if !slices.Contains(empty, word) && !slices.Contains(common, word) && !slices.Contains(asked, s) {
			asked = append(asked, s)
		}
	}
	total := 0.0
	scores := make([]float64, len(pages))
	shared := make([]int, len(pages))
	titled := make([]bool, len(pages))
	for _, s := range asked {
		having := 0
		for _, page := range pages {
			having += min(page[s], 1)
		}
		weight := math.Log(float64(len(pages)+1) / float64(having+1))
		total += weight
		for i, page := range pages {
			scores[i] += weight * float64(page[s])
			shared[i] += min(page[s], 1)
			titled[i] = titled[i] || page[s] > 1
		}
	}
	var near []int
	for i, score := range scores {
		if shared[i] > 1 && titled[i] && score > total/2 {
			near = append(near, i)
		}
	}
	slices.SortStableFunc(near, func(a, b int) int { return cmp.Compare(scores[b], scores[a]) })
	var topics []*Topic
	for _, i := range near[:min(len(near), mostNear)] {
		topics = append(topics, library().topics[i])
	}
	return topics
}

// stemmed returns how much the words of each page count, by their stems.
var stemmed = sync.OnceValue(func() []map[string]int {
	var pages []map[string]int
	for i, t := range library().topics {
		page := make(map[string]int)
		for _, word := range words(t.Page) {
			page[stem(word)] = 1
			if library().inHeadings(i, word) {
				page[stem(word)] = 2
			}
		}
		pages = append(pages, page)
	}
	return pages
})

// stem returns the start of a word, which invite, invited and invitation share.
func stem(word string) string {
	const length = 5
	n := 0
	for i := range word {
		if n == length {
			return word[:i]
		}
		n++
	}
	return word
}
