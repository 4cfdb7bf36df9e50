// Reads reports: cargo run -- FILE...
#[allow(dead_code)]
mod report;

fn main() {
    for name in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&name).expect(&name);
        let report: report::Report = serde_json::from_str(&text).expect(&name);
        let state = serde_json::to_value(&report.hgm.state).expect(&name);
        let capabilities = report.capabilities.map_or(0, |all| all.len());
        let kernel = &report.host.kernel_release;
        println!("{} {} {} {} {}", report.collected_at, state.as_str().unwrap(), kernel, report.matrix.len(), capabilities);
    }
}
