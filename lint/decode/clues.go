package decode

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/display"

	"github.com/tidwall/gjson"
)

// clues are what the kind of a document's objects is told by.
type clues struct {
	file  *File
	group string // id of the group whose members these are, or ""

	context  string   // @odata.context
	typ      string   // @odata.type of the first object
	members  []member // of the first object
	list     bool     // the document is a list
	extras   bool     // Graph PowerShell wrote it
	hint     lint.Kind
	hintBy   string
	named    bool     // the hint is one for an empty list too
	scalar   bool     // it is no object and no list
	delta    bool     // a page of changes
	count    int64    // how many objects the response says there are
	counted  bool     // it has a member Count, as PowerShell wraps a list
	elements int64    // what that counts
	failure  string   // code of a saved error
	failures []string // commands that ScubaGear says have failed
	plain    bool     // it has members that are no annotations
	none     bool     // its value is null
	seen     bool     // an object was looked at
	deleted  bool     // it has a deletedDateTime
	azure    string   // what AzureHound calls the object
	nextLink int64    // offset of @odata.nextLink
	nextAt   Position // zero: there is none
	filter   string   // the query option by which a link shows that the list was cut down
	own      bool     // the context is the document's own, not that of one around it
	twice    bool     // it has a second one
}

// A member is a member of the first object: its name in lower case, as Microsoft Graph
// spells it, the name that the file has, and its value.
type member struct {
	name, spelling string
	value          gjson.Result
}

// look takes in the first object.
func (c *clues) look(text []byte) {
	c.seen, c.members = true, nil
	gjson.ParseBytes(text).ForEach(func(key, value gjson.Result) bool {
		m := member{strings.ToLower(lint.GraphName(key.String())), strings.ToLower(key.String()), value}
		switch m.name {
		case "@odata.type":
			c.typ = value.String()
		case "additionalproperties":
			c.extras = true
		case "deleteddatetime":
			c.deleted = value.Type == gjson.String && value.Str != ""
		}
		c.members = append(c.members, m)
		return true
	})
}

// has reports whether the first object has one of some keys.
func (c *clues) has(keys ...string) bool {
	return slices.ContainsFunc(keys, func(key string) bool {
		return slices.ContainsFunc(c.members, func(m member) bool { return m.name == key || m.spelling == key })
	})
}

// meets reports whether the first object meets a clue of [lint.KindInfo].
func (c *clues) meets(clue string) bool {
	at := strings.IndexAny(clue, "=~")
	if at < 0 {
		return c.has(clue)
	}
	key, text := clue[:at], clue[at+1:]
	return slices.ContainsFunc(c.members, func(m member) bool {
		value := strings.ToLower(m.value.String())
		return m.name == key && (value == text || clue[at] == '~' && strings.Contains(value, text))
	})
}

// proof returns the clues by which the first object proves to be of a kind, or nil.
func (c *clues) proof(kind lint.Kind) []string {
	info := kind.Info()
	if slices.ContainsFunc(info.Not, c.meets) {
		return nil
	}
	for _, proof := range info.Proof {
		if !slices.ContainsFunc(proof, func(clue string) bool { return !c.meets(clue) }) {
			return proof
		}
	}
	if len(info.Only) > 0 && c.has(info.Only[0]) && !slices.ContainsFunc(c.members, func(m member) bool {
		return !strings.HasPrefix(m.name, "@") && m.name != "additionalproperties" && !slices.Contains(info.Only, m.name)
	}) {
		return info.Only[:1]
	}
	return nil
}

// may reports whether the first object may be of the kind that weaker evidence than
// its keys names: it has a key of the kind, and none that rules it out.
func (c *clues) may(kind lint.Kind) bool {
	info := kind.Info()
	return c.has(info.Keys...) && !slices.ContainsFunc(info.Not, c.meets)
}

// kind weighs the clues. Graph gives live and deleted applications one context: what
// tells them apart is deletedDateTime and, where there are none, the file's name.
func (c *clues) kind() (kind lint.Kind, evidence string) {
	kind, evidence = c.weigh()
	switch {
	case kind != lint.Application:
	case c.deleted:
		return lint.DeletedApplication, "deletedDateTime"
	case strings.Contains(strings.ToLower(path.Base(c.file.where)), "deleted"):
		return lint.DeletedApplication, evidence + " and its name"
	}
	return kind, evidence
}

// weigh goes from the strongest evidence to the weakest. What names something else
// ends the matter: a context, then a type, then keys.
func (c *clues) weigh() (kind lint.Kind, evidence string) {
	folder := folderKind(c.file.where)
	switch {
	case c.has("isztmodelrow"):
		return lint.NoKind, ""
	case c.listsMembers():
		return lint.GroupMember, "its folder"
	case c.context != "":
		return c.byContext()
	case folder.list != "":
		// The owners of something are no list of the tenant's users, whatever they say.
		return lint.NoKind, ""
	case c.typ != "":
		return kindOfType([]byte(c.typ)), "@odata.type"
	}
	if c.named && c.seen && c.may(c.hint) {
		return c.hint, c.hintBy
	}
	if kind, proof := c.byKeys(); kind != lint.NoKind {
		return kind, "its " + keysText(proof)
	}
	if c.seen && c.file.said != lint.NoKind && !slices.ContainsFunc(c.file.said.Info().Not, c.meets) {
		return c.file.said, "--kind"
	}
	for _, weak := range []struct {
		kind     lint.Kind
		evidence string
	}{
		{c.hint, c.hintBy}, {folder.kind, "its folder"}, {nameKind(c.file.where), "its name"},
	} {
		if weak.kind != lint.NoKind && c.seen && c.may(weak.kind) {
			return weak.kind, weak.evidence + " and keys"
		}
	}
	return c.ofNothing()
}

// ofNothing returns the kind of a list without objects, which has no keys.
func (c *clues) ofNothing() (kind lint.Kind, evidence string) {
	switch {
	case c.seen || !c.list:
		return lint.NoKind, ""
	case c.file.said != lint.NoKind:
		return c.file.said, "--kind"
	case c.hint != lint.NoKind && c.named:
		return c.hint, c.hintBy
	}
	return stemKind(c.file.where), "its name only"
}

// byContext returns the kind that the @odata.context names.
func (c *clues) byContext() (lint.Kind, string) {
	const evidence = "@odata.context"
	set := contextName(c.context)
	if match := membersOf.FindStringSubmatch(c.context); match != nil {
		c.group = strings.ToLower(match[1])
		return lint.GroupMember, evidence
	}
	if kind := contexts[set]; kind != lint.NoKind {
		return kind, evidence
	}
	kind := mixed[set]
	switch {
	case kind == lint.NoKind:
		return lint.NoKind, ""
	case c.list:
		return kind, evidence // and each object proves itself
	case c.typ != "" && kindOfType([]byte(c.typ)) == kind:
		return kind, evidence + " and @odata.type"
	case c.typ == "" && c.proof(kind) != nil:
		return kind, evidence + " and keys"
	}
	return lint.NoKind, ""
}

// byKeys tells a kind by keys that together no other kind has.
func (c *clues) byKeys() (lint.Kind, []string) {
	for kind := range lint.Kinds() {
		if proof := c.proof(kind); proof != nil {
			return kind, proof
		}
	}
	return lint.NoKind, nil
}

func keysText(proof []string) string {
	keys := make([]string, len(proof))
	for i, clue := range proof {
		keys[i], _, _ = strings.Cut(strings.ReplaceAll(clue, "~", "="), "=")
	}
	return lint.Plural(len(keys), "key", "keys") + " " + strings.Join(keys, " and ")
}

// listsMembers reports whether the document is the list of members that its folder
// says it is: it may say itself that it is something else.
func (c *clues) listsMembers() bool {
	if c.group == "" || c.seen && !c.has(lint.GroupMember.Info().Keys...) {
		return false
	}
	if match := membersOf.FindStringSubmatch(c.context); match != nil {
		return false // the context says whose
	}
	set := contextName(c.context)
	switch {
	case c.context == "":
		kind, _ := c.byKeys()
		return guid.MatchString(c.group) || kind == lint.NoKind || kind == lint.User || kind == lint.Contact || kind == lint.Group
	case set == "directoryobjects":
		return true
	case contexts[set] != lint.User:
		return false
	}
	return guid.MatchString(c.group) || path.Base(c.file.where) == "members.json"
}

var guid = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// A claim is what a document that was not recognised says that it holds.
type claim struct {
	kind  lint.Kind // one of ours, or NoKind
	meant bool      // it was meant as an export that a run may need
}

// claim returns what the document's folder or context says. A context of a part of Graph that no
// rule reads is somebody else's export; one that Graph does not have may be any.
func (c *clues) claim() claim {
	if c.group != "" {
		return claim{lint.GroupMember, true}
	}
	if c.context == "" {
		kind := cmp.Or(folderKind(c.file.where).kind, stemKind(c.file.where), nameKind(c.file.where))
		return claim{kind, kind != lint.NoKind && c.hollow()}
	}
	set := contextName(c.context)
	if kind := contexts[set]; kind != lint.NoKind {
		return claim{kind, true}
	}
	if mixed[set] != lint.NoKind || otherService(c.context) != "" {
		return claim{}
	}
	root, _, _ := strings.Cut(set, "/")
	root, _, _ = strings.Cut(root, "(")
	return claim{lint.NoKind, !slices.Contains(graphRoots, root)}
}

// hollow reports whether the document holds nothing of any tenant: what is left where an
// exporter failed.
func (c *clues) hollow() bool {
	return c.scalar || c.none || !slices.ContainsFunc(c.members, func(m member) bool {
		return !strings.HasPrefix(m.name, "@") && !slices.Contains(shell, m.name)
	})
}

// shell are the keys of answers that hold no object.
var shell = []string{
	"value", "count", "length", "id", "displayname", "error", "errors", "code", "message", "status", "statuscode", "details", "request-id", "nextlink",
}

// unknown says why the document was not recognised.
func (c *clues) unknown() string {
	folder := folderKind(c.file.where)
	switch {
	case c.none && !c.plain:
		return "not recognised: its value is null, so that it holds nothing"
	case c.scalar:
		return "not recognised: neither an object nor a list"
	case c.has("isztmodelrow"):
		return "not recognised: model rows of Zero Trust Assessment hold made-up values"
	case c.results() != "":
		return "not recognised: " + c.results() + " are verdicts, not tenant state"
	case otherService(c.context) != "":
		return "not recognised: its @odata.context names " + display.Quote(otherService(c.context)) + ", which is not Microsoft Graph"
	case c.context != "":
		return "not recognised: its @odata.context names " + display.Quote(contextText(c.context))
	case c.typ != "":
		return "not recognised: its @odata.type is " + display.Quote(c.typ)
	case folder.list != "":
		return "not recognised: the folder says that it holds the " + folder.list + " of something else than a group"
	case c.list && !c.seen:
		return "not recognised: an empty list, and its name does not say of what"
	default:
		return "not recognised: neither its keys nor its name tell what it is"
	}
}

// results returns whose results the document holds, if it is those of another tool.
func (c *clues) results() string {
	for _, sign := range []struct {
		keys []string // all of them
		name string
	}{
		{[]string{"tests", "endofjson"}, "results of Maester"},
		{[]string{"results", "summary", "metadata"}, "results of ScubaGear"},
		{[]string{"runs", "version"}, "SARIF results"},
		{[]string{"class_uid", "activity_id"}, "findings of monkey365"},
		{[]string{"resourcename", "resourceinstancename"}, "resources of Microsoft365DSC"},
		{[]string{"schemaversion", "findings", "tool"}, "reports of tenantlint"},
	} {
		if !slices.ContainsFunc(sign.keys, func(key string) bool { return !c.has(key) }) {
			return sign.name
		}
	}
	return ""
}

// membersOf finds the group in the context of a list of members.
var membersOf = regexp.MustCompile(`#groups\('([^']+)'\)/(?:transitiveM|m)embers`)

// keyOf finds the key of an object in a context.
var keyOf = regexp.MustCompile(`\('[^']*'\)`)

// contextName returns the set that an @odata.context names, in lower case and
// without selected properties. The keys of objects are left out, so that the settings
// of every group have one name.
func contextName(context string) string {
	name := keyOf.ReplaceAllString(contextText(context), "('')")
	if host := otherService(context); host != "" {
		return host + "#" + name // the contacts of Dynamics are not those of Graph
	}
	return name
}

// otherService returns the host of a context of another service than Microsoft Graph,
// which is called graph in every cloud, or "".
func otherService(context string) string {
	_, rest, ok := strings.Cut(context, "://")
	host, _, _ := strings.Cut(rest, "/")
	if host = strings.ToLower(host); !ok || strings.Contains(host, "graph.") {
		return ""
	}
	return host
}

// contextText is contextName with the keys of objects.
func contextText(context string) string {
	_, fragment, found := strings.Cut(context, "#")
	if !found {
		fragment = context
	}
	name := strings.TrimSuffix(strings.TrimSuffix(strings.ToLower(fragment), "/$entity"), "/$delta")
	if at := strings.IndexByte(name, '('); at > 0 && !strings.HasPrefix(name[at:], "('") && strings.HasSuffix(name, ")") {
		name = name[:at]
	}
	return name
}

// isEntity reports whether a context is that of one object, which was read by its id.
func isEntity(context string) bool { return strings.HasSuffix(context, "/$entity") }

// selected returns the properties that an @odata.context says were asked for, or
// nil if it does not say.
func selected(context string) []string {
	_, list, ok := strings.Cut(context, "(")
	if !ok || !strings.HasSuffix(list, ")") && !strings.HasSuffix(list, ")/$entity") {
		return nil
	}
	list = strings.TrimSuffix(strings.TrimSuffix(list, "/$entity"), ")")
	if strings.ContainsAny(list, "'") {
		return nil
	}
	var names []string
	depth := 0
	for name := range strings.SplitSeq(list, ",") { // an expanded property has a list of its own
		if depth == 0 && !strings.Contains(name, "(") {
			names = append(names, strings.TrimSpace(name))
		}
		depth += strings.Count(name, "(") - strings.Count(name, ")")
	}
	return names
}

// filterIn returns the query option by which an address shows that it asks for a part of
// a list only, or "".
func filterIn(address string) string {
	address = strings.ToLower(strings.ReplaceAll(address, "%24", "$"))
	for _, option := range []string{"$filter", "$search"} {
		if strings.Contains(address, option+"=") {
			return option
		}
	}
	return ""
}

// Evidence by name, from the table of kinds.
var (
	contexts    = byName(func(i *lint.KindInfo) []string { return i.Contexts })
	mixed       = byName(func(i *lint.KindInfo) []string { return i.Mixed })
	typeNames   = byName(func(i *lint.KindInfo) []string { return i.Types })
	folderKinds = byName(func(i *lint.KindInfo) []string { return i.Folders })
	words       = byName(func(i *lint.KindInfo) []string { return i.Words })
	azureKinds  = byName(func(i *lint.KindInfo) []string { return []string{i.AzureHound} })
	stems       = byName(func(i *lint.KindInfo) []string { return append([]string{strings.ToLower(i.File)}, i.Words...) })
)

func byName(names func(*lint.KindInfo) []string) map[string]lint.Kind {
	kinds := make(map[string]lint.Kind)
	for kind := range lint.Kinds() {
		for _, name := range names(kind.Info()) {
			if name != "" {
				kinds[name] = kind
			}
		}
	}
	return kinds
}

// graphRoots are the first parts of what Microsoft Graph serves, in lower case: a
// context of one of them is known, even where no rule reads what it names.
// https://learn.microsoft.com/en-us/graph/api/overview
var graphRoots = []string{
	"accessreviews", "admin", "administrativeunits", "agreementacceptances", "agreements", "allowedvalues", "appcatalogs", "applications",
	"applicationtemplates", "approleassignments", "auditlogs", "authenticationmethodconfigurations", "authenticationmethodspolicy",
	"authenticationmethodspolicies", "bookingbusinesses", "branding", "certificatebasedauthconfiguration", "chats", "collection", "communications",
	"compliance", "conditionalaccess", "connections", "contacts", "contracts", "copilot", "customsecurityattributedefinitions", "dataclassification",
	"deviceappmanagement", "deviceregistrationpolicy", "devicelocalcredentials", "devicemanagement", "devices", "directory", "directoryobjects",
	"directoryroles", "directoryroletemplates", "directorysettingtemplates", "domaindnsrecords", "domains", "drives", "edge", "education",
	"employeeexperience", "external", "featurerolloutpolicies", "filteroperators", "financials", "functions", "governanceresources",
	"governanceroleassignments", "governanceroledefinitions", "grouplifecyclepolicies", "groups", "groupsettings", "groupsettingtemplates", "identity",
	"identitygovernance", "identityprotection", "identityproviders", "informationprotection", "invitations", "legacy", "licensedetails", "localizations",
	"me", "microsoft.graph.directoryobject", "mobileapps", "monitoring", "networkaccess", "oauth2permissiongrants", "onpremisespublishingprofiles",
	"organization", "permissiongrants", "places", "planner", "policies", "print", "privilegedaccess", "privilegedapproval", "privilegedroleassignments",
	"privilegedroles", "programs", "reports", "riskdetections", "riskyusers", "rolemanagement", "schemaextensions", "scopedrolememberships", "search",
	"security", "serviceprincipals", "settings", "shares", "sites", "solutions", "storage", "subscribedskus", "subscriptions", "team", "teams",
	"teamstemplates", "teamwork", "tenantrelationships", "termsofuse", "trustframework", "users", "workbooks",
}

// A place is what the folders of a path tell.
type place struct {
	kind  lint.Kind
	group string // id of the group whose members are there
	list  string // "members" or "owners" of something that is no group, or "owners" of one
}

// folderKind reads EntraExporter's tree, and the layouts of contract.md for the
// members of a group.
func folderKind(file string) place {
	parts := strings.Split(strings.ToLower(file), "/")
	name := strings.TrimSuffix(parts[len(parts)-1], path.Ext(parts[len(parts)-1]))
	folders := parts[:len(parts)-1]
	for i, folder := range slices.Backward(folders) {
		switch folder {
		case "members":
			switch {
			case i >= 2 && folders[i-2] == "groups":
				return place{group: folders[i-1]}
			case i == len(folders)-1 && (i < 2 || !slices.Contains(owned, folders[i-2])):
				return place{group: memberPage.ReplaceAllString(name, "$1")}
			default:
				return place{list: folder}
			}
		case "owners", "sponsors":
			if last := len(folders) - 1; i == last || i == last-1 && folders[last] == name {
				return place{list: folder}
			}
		}
		kind, ok := folderKinds[folder]
		switch last := len(folders) - 1; {
		case !ok:
		case kind == lint.Group && i == last-1 && name == "members":
			return place{group: folders[last]}
		case i == last, i == last-1 && folders[last] == name:
			return place{kind: kind}
		}
	}
	return place{}
}

// memberPage takes the number of a page off the name of a list of members.
var memberPage = regexp.MustCompile(`^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})[-_]\d+$`)

// owned names the folders whose objects have members and are no groups.
var owned = []string{"administrativeunits", "directoryroles"}

// nameKind returns the kind that a word in a file's name names.
func nameKind(file string) lint.Kind {
	for word := range strings.FieldsFuncSeq(stemOf(file), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') }) {
		if kind, ok := words[word]; ok {
			return kind
		}
	}
	return lint.NoKind
}

// stemKind returns the kind that a file's name names without any other word: numbers
// are those of pages.
func stemKind(file string) lint.Kind {
	return stems[strings.TrimRight(stemOf(file), "-_. 0123456789")]
}

// stemOf returns a file's name in lower case, without its ending.
func stemOf(file string) string {
	name := strings.ToLower(path.Base(file))
	return strings.TrimSuffix(name, path.Ext(name))
}
