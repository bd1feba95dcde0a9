package engine_test

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

// generate writes a tenant into a folder, the same for the same size: users of
// about 1.4 KB with three addresses each, a tenth as many contacts, and a
// twentieth as many groups of 20. One object in a thousand has a fault that a
// rule finds.
func generate(tb testing.TB, dir string, users int) {
	tb.Helper()
	rng := rand.New(rand.NewPCG(1, uint64(users))) // the same data in every run
	page := func(name, set string, n int, object func(w *bufio.Writer, i int)) {
		file, err := os.Create(filepath.Join(dir, name))
		if err != nil {
			tb.Fatal(err)
		}
		w := bufio.NewWriterSize(file, 1<<20)
		fmt.Fprintf(w, `{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#%s","value":[`, set)
		for i := range n {
			if i > 0 {
				w.WriteByte(',')
			}
			object(w, i)
		}
		w.WriteString("]}")
		if err := w.Flush(); err != nil {
			tb.Fatal(err)
		}
		if err := file.Close(); err != nil {
			tb.Fatal(err)
		}
	}
	guid := func(kind, i int) string {
		return fmt.Sprintf("%08x-%04x-4%03x-9%03x-%012x", i*2654435761%(1<<32), kind, i%4096, i/4096%4096, i)
	}
	names := [...]string{"Adele", "Bianca", "Christie", "Debra", "Élodie", "Grady", "Henrietta", "Isaiah", "Johanna", "Lee", "Megan", "Nestor"}
	families := [...]string{"Vance", "Pisani", "Cline", "Berger", "Archie", "Mueller", "Langer", "Lorenz", "Gu", "Bowen", "Wilke", "Sturm"}
	sets := "users(id,displayName,givenName,surname,userPrincipalName,mail,otherMails,proxyAddresses,userType,creationType,externalUserState,identities,onPremisesSyncEnabled)"
	page("users.json", sets, users, func(w *bufio.Writer, i int) {
		given, family := names[i%len(names)], families[i/len(names)%len(families)]
		alias := fmt.Sprintf("%c%s.%d", 'a'+i%26, family, i)
		upn, userType, creation, state, synced := alias+"@contoso.com", "Member", "null", "null", "true"
		identity := fmt.Sprintf(`{"signInType":"userPrincipalName","issuer":"contoso.onmicrosoft.com","issuerAssignedId":%q}`, upn)
		if i%10 == 9 {
			upn, userType, creation, state, synced = alias+"_fabrikam.com#EXT#@contoso.onmicrosoft.com", "Guest", `"Invitation"`, `"Accepted"`, "null"
			identity = `{"signInType":"federated","issuer":"ExternalAzureAD","issuerAssignedId":null},` + identity
		} else if i%1000 == 1 {
			upn = "x#" + upn
		}
		fmt.Fprintf(w, `{"id":%q,"accountEnabled":true,"ageGroup":null,"businessPhones":["+1 425 555 %04d"],"city":"Redmond","companyName":"Contoso, Ltd.",`+
			`"createdDateTime":"2019-%02d-%02dT08:31:07Z","department":"Sales and Marketing","displayName":"%s %s","employeeId":"%06d","givenName":%q,"surname":%q,"jobTitle":"Account Manager",`+
			`"mail":"%s@contoso.com","mailNickname":%q,"mobilePhone":null,"officeLocation":"18/%d","onPremisesDistinguishedName":"CN=%s %s,OU=Users,OU=Corp,DC=contoso,DC=com","onPremisesDomainName":"contoso.com",`+
			`"onPremisesImmutableId":"%x","onPremisesLastSyncDateTime":"2026-11-%02dT03:12:44Z","onPremisesSamAccountName":%q,"onPremisesSyncEnabled":%s,"otherMails":[],"postalCode":"98052","preferredLanguage":"en-US",`+
			`"proxyAddresses":["SMTP:%s@contoso.com","smtp:%s@contoso.onmicrosoft.com","smtp:%s@corp.contoso.com","X500:/o=ExchangeLabs/ou=Exchange Administrative Group/cn=Recipients/cn=%d"],`+
			`"state":"WA","streetAddress":"One Contoso Way","usageLocation":"US","userPrincipalName":%q,"userType":%q,"creationType":%s,"externalUserState":%s,"identities":[%s]}`,
			guid(1, i), i%10000, 1+i%12, 1+i%28, given, family, i, given, family, alias, alias, rng.IntN(3000), given, family, rng.Uint64(), 1+i%21, alias, synced,
			alias, alias, alias, i, upn, userType, creation, state, identity)
	})
	page("contacts.json", "contacts", users/10, func(w *bufio.Writer, i int) {
		address := fmt.Sprintf("vendor%d@adatum.com", i)
		if i%1000 == 1 {
			address = fmt.Sprintf("%c%s.%d@contoso.com", 'a'+i%26, families[i/len(names)%len(families)], i)
		}
		fmt.Fprintf(w, `{"id":%q,"companyName":"A. Datum Corporation","displayName":"Vendor %d","mail":%q,"mailNickname":"vendor%d","onPremisesSyncEnabled":null,"proxyAddresses":["SMTP:%s"]}`,
			guid(2, i), i, address, i, address)
	})
	page("groups.json", "groups", users/20, func(w *bufio.Writer, i int) {
		synced := i%2 == 0
		fmt.Fprintf(w, `{"id":%q,"displayName":"Group %d","groupTypes":[],"mailEnabled":false,"securityEnabled":true,"onPremisesSyncEnabled":%t,"members":[`, guid(3, i), i, synced)
		for k := range 21 {
			if k > 0 {
				w.WriteByte(',')
			}
			member := rng.IntN(users)
			if member -= member % 10; synced && k == 0 && i%1000 == 0 {
				member += 9 // a guest
			}
			fmt.Fprintf(w, `{"@odata.type":"#microsoft.graph.user","id":%q}`, guid(1, member))
		}
		w.WriteString("]}")
	})
	page("default.json", "policies/crossTenantAccessPolicy/default", 0, nil)
	page("partners.json", "policies/crossTenantAccessPolicy/partners", 0, nil)
}
