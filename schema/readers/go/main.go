// Reads reports: go run . FILE...
package main

import (
	"fmt"
	"os"
)

func main() {
	for _, name := range os.Args[1:] {
		data, err := os.ReadFile(name)
		if err == nil {
			var report Report
			report, err = UnmarshalReport(data)
			fmt.Println(report.CollectedAt, report.Hgm.State, report.Host.KernelRelease, len(report.Matrix), len(report.Capabilities))
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, name, err)
			os.Exit(65)
		}
	}
}
