module hgm-probe/readers

go 1.19
