// Tenantlint reads exports of a Microsoft Entra ID tenant and reports what
// breaks invitations, guest access and collaboration with other tenants.
package main

import "os"

func main() {
	os.Exit(run(os.Args, os.Stdin, os.Stdout, os.Stderr))
}
