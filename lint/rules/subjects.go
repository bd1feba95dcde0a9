package rules

// Subjects are the folders of rules, by name, and what a heading calls them.
var Subjects = map[string]string{
	"addresses":         "Addresses",
	"applications":      "Applications",
	"conditionalaccess": "Conditional Access",
	"crosstenant":       "Cross-tenant access",
	"federation":        "Federation",
	"groups":            "Groups",
	"guests":            "Guests",
	"invitations":       "Invitations and redemption",
	"limits":            "Limits",
	"roles":             "Roles and owners",
	"sharepoint":        "SharePoint and OneDrive",
	"usernames":         "User names",
}
