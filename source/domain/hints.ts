/** What to try where something may be seen by root only: the begin of a sentence. */
export const runAsRoot = 'Run opsdash as root, on another host with --become (# in the console)';
