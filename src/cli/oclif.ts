/** What has to be so before oclif is loaded, which is done for help and for the spinner alone. */

/**
 * oclif, when it is loaded, asks the password file for these where they are not set, and fails where the caller has no
 * entry in it: a container without one, a bare number as uid.
 */
export function setHome(): void {
  process.env.SHELL ||= '/bin/sh';
  process.env.HOME ||= '/';
}

/** On standard error, for who looks at it. */
export async function spinner() {
  setHome();
  const { ux } = await import('@oclif/core/ux');
  return ux.action;
}
