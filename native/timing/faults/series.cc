#include "timing/faults/series.h"

namespace hgm {

void placeFaulters(Context& context, const Cpus& cpus, Faulter* faulters, uint32_t threads) {
  int cpu = context.place.cpu;
  for (uint32_t i = 0; i < threads; ++i) {
    if (cpu >= 0) cpu = cpus.next(static_cast<size_t>(cpu) + 1);
    if (context.place.cpu >= 0 && cpu < 0) cpu = cpus.next(0);
    faulters[i].cpu = context.place.cpu < 0 ? -1 : cpu;
  }
}

bool FaultSeries::measure(const char* id, Waiting waiting) const {
  if (context.stop->load()) return false;
  Handler handler = {context.kernel, field.fd, field.unit, waiting, field.source};
  Measurement m(context, id, {field.unit, 1, team.threads});
  if (!m) return false;
  for (bool warm = false; !warm || m.more(); warm = true) {
    if (!runRound(team, handler)) {
      m.refuse();
      return false;
    }
    const uint32_t counted = warm ? team.threads : 1;
    for (const Faulter* each = team.faulters; each < team.faulters + counted; ++each) {
      const uint32_t touches = warm ? each->touches : 1;
      for (uint32_t i = 0; i < touches; ++i) m.add(each->ns[i]);
    }
    if (!clearField(context, field, team.faulters, team.threads)) {
      m.refuse();
      return false;
    }
  }
  return true;
}

}  // namespace hgm
