/** What to try where something may be seen by root only: the begin of a sentence. */
export const runAsRoot = 'Run opsdash as root (another host: --become, # in the console)';
