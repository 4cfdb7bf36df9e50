/**
 * A preparation that failed: never a gate of the question, and `unknown` with the step and its errno. Where the
 * errno has one cause, or few, they are named.
 */
import type { Call, Experiment, Observations } from '../observe/observations.js';
import type { Action } from '../report/contract.js';
import { fact, line } from './evidence.js';
import { type Finding, finding, withEvidence } from './finding.js';
import { experiment, number, step, succeeded } from './lookup.js';
import { ending, kindOf, word } from './outcome.js';
import { maybeFiltered } from './ways/caller.js';

/** Limits that the experiment `caller` asked for; one that is not there is unlimited, or was not asked. */
type Limit = 'nofile' | 'fsize' | 'as' | 'nproc';

interface Cause {
  limit: Limit | null;
  hint: string;
}

/** UFFDIO_API that was refused before in this run, so that it was not called again: the answer then is that of now. */
export const wasSpared = ({ call, step: name }: Call): boolean => call === 'none' && name.startsWith('api');

export function setupFailure(of: Observations, failed: Experiment, call: Call): Finding {
  const api = wasSpared(call) ? experiment(of, 'api') : undefined;
  const offer = step(api, 'offer');
  if (api && offer && !succeeded(offer))
    return setupFailure(of, api, { ...offer, role: call.role, step: call.step });
  if (kindOf(call) === 'lost') return finding('unknown', ending(failed), [line(call)]);
  return caused(of, call, finding('unknown', `${call.step}_${word(call)}`, [line(call)]));
}

/** The finding with whose limit it was, where that is known. */
export function caused(of: Observations, call: Call, found: Finding): Finding {
  const cause = causeOf(of, call);
  if (cause === null) return found;
  const action: Action = { who: 'caller', hint: cause.hint };
  const value = cause.limit === null ? null : limitOf(of, cause.limit);
  const told = { ...found, action };
  return value === null
    ? told
    : withEvidence(told, fact(`RLIMIT_${String(cause.limit).toUpperCase()}`, value));
}

const limitOf = (of: Observations, limit: Limit): number | null =>
  number(step(experiment(of, 'caller'), 'limits'), limit);

/** What the kernel's source gives that errno for, where it is for nothing that userfaultfd has a part in. */
function causeOf(of: Observations, { call, step: name, errno }: Call): Cause | null {
  const makes = (program: string): boolean => call.startsWith(program) || name.startsWith(program);
  switch (errno) {
    case 'EMFILE': // fs/file.c, alloc_fd
      return limited('nofile', 'The limit of open files of this caller is reached: raise RLIMIT_NOFILE.');
    case 'ENFILE': // fs/file_table.c, alloc_empty_file
      return limited(null, 'The host has no more open files to give: fs.file-max.');
    case 'EFBIG': // fs/attr.c, inode_newsize_ok
      return limited(
        'fsize',
        'The limit of file sizes of this caller is too low for a memfd: raise RLIMIT_FSIZE.',
      );
    case 'ENOMEM': // mm/mmap.c, may_expand_vm
      return makes('mmap') && limitOf(of, 'as') !== null
        ? limited('as', 'The limit of address space of this caller is too low: raise RLIMIT_AS.')
        : null;
    case 'EAGAIN': // kernel/fork.c, copy_process; kernel/cgroup/pids.c
      return makes('clone')
        ? limited('nproc', 'No second thread can be made: RLIMIT_NPROC, or pids.max of the cgroup.')
        : null;
    case 'EACCES': // mm/memfd.c, check_sysctl_memfd_noexec
      return makes('memfd')
        ? limited(
            null,
            'No memfd can be made: vm.memfd_noexec, a security module or a seccomp filter refuses.',
          )
        : null;
    case 'EPERM':
      return maybeFiltered(of.ranAs)
        ? limited(null, `A seccomp filter may refuse ${call}, which is not what is asked for.`)
        : null;
    default:
      return null;
  }
}

const limited = (limit: Limit | null, hint: string): Cause => ({ limit, hint });
