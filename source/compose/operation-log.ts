import { existsSync } from 'node:fs';
import type { Settings } from '../domain/settings.ts';
import type { OperationLogOptions } from '../services/operation-log/direct-operation-log.ts';
import { formatHead, headTag } from '../services/operation-log/head-line.ts';
import type { LogPlace } from '../services/operation-log/shared-log.ts';
import { createLineFeeder } from '../services/transports/local/line-feeder.ts';

type LogSettings = Pick<Settings, 'historyLimit' | 'historyDays' | 'historyMegabytes' | 'historyJournal'>;

/** Where syslog daemons, journald among them, take messages. */
const syslogSocket = '/dev/log';

/**
 * How this user's programs use the log. What one user's settings keep does not count for a shared log: only root drops events there.
 * The hash of each event goes to the journal, where there is one, without anybody waiting for it.
 */
export function logOptions(
	place: LogPlace,
	settings: LogSettings,
	onTrouble: (sentence: string) => void,
): OperationLogOptions & { readonly close: () => void } {
	const uid = process.getuid?.();
	const mayTrim = !place.isLogShared || uid === 0;
	const { historyLimit: operations, historyDays: days, historyMegabytes } = settings;
	const isKept = settings.historyJournal && existsSync(syslogSocket);
	const logger = { file: 'logger', args: ['-t', headTag, '-p', 'user.info'] };
	const feeder = createLineFeeder(logger, (why) =>
		onTrouble(`Hashes of the operation log do not reach the journal any more (${why}); acts go on.`),
	);
	return {
		path: place.operationLogFile,
		isShared: place.isLogShared,
		user: String(uid ?? 'unknown'),
		...(mayTrim ? { retention: { operations, days, bytes: historyMegabytes * 1_000_000 } } : {}),
		...(isKept ? { onAppended: (event) => feeder.feed(formatHead(event)) } : {}),
		close: feeder.close,
	};
}
