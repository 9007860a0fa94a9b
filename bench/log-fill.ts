// Fills a log for the measurements, many events to a transaction: node bench/log-fill.ts PATH OPERATIONS
import { addEvent, inTransaction } from '../source/services/operation-log/append.ts';
import { openForWriting } from '../source/services/operation-log/database.ts';
import type { LogEvent } from '../source/services/operation-log/log-event.ts';
import { indexBatch } from '../source/services/operation-log/search-index.ts';

const units = ['nginx', 'postgresql', 'redis-server', 'cron', 'ssh', 'haproxy', 'rabbitmq-server', 'php8.2-fpm'];
const verbs = ['restart', 'start', 'stop', 'reload'];
const users = ['ada', 'grace', 'linus', 'margaret', 'root'];
const atOnce = 20_000;
const secondMs = 1000;

/** One operation of a busy estate: a host, a unit, somebody; one in 97 fails. */
function operation(index: number): readonly LogEvent[] {
	const unit = `${units[index % units.length]}${index % 11 === 0 ? `@${index % 300}` : ''}.service`;
	const verb = verbs[index % verbs.length] ?? '';
	const user = users[index % users.length] ?? '';
	const isFailed = index % 97 === 0;
	const began = Date.UTC(2024, 0, 1) + index * 60 * secondMs;
	const id = `${Math.floor(began / secondMs).toString(36)}-${(index % 2_176_782_336).toString(36).padStart(6, '0')}`;
	const actor = { user, uid: 1000, loginUser: user, loginUid: 1000, sudoUser: null, from: `192.0.2.${index % 250}` };
	const writer = { machine: 'm', bootId: 'b', pidNamespace: 'pid:[1]', pid: 4, startTicks: 5 };
	const argv = ['systemctl', '--no-pager', '--no-ask-password', verb, '--', unit];
	const about = {
		actor,
		host: `web${index % 400}`,
		type: 'service',
		target: unit,
		argv,
		asUser: user,
		before: 'active',
	};
	const message = isFailed
		? `${unit} did not ${verb}: its process ended with status ${index % 7} (${index})`
		: `${unit}: ${verb} is done; it is active (running)`;
	return [
		{ kind: 'begun', id, time: new Date(began).toISOString(), ...about, writer },
		{
			kind: 'ended',
			id,
			time: new Date(began + secondMs).toISOString(),
			status: isFailed ? 'failed' : 'succeeded',
			message,
			exitCode: isFailed ? 1 : 0,
			durationMs: 800,
			after: isFailed ? 'failed' : 'active (running)',
			output: '',
		},
	];
}

const [, , path = '', count = '0'] = process.argv;
const database = openForWriting(path, 0o600);
// Nobody else looks at it, and where this ends too early the measurement does.
database.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; PRAGMA wal_autocheckpoint = 100000');
for (let from = 0; from < Number(count); from += atOnce) {
	inTransaction(database, () => {
		for (let index = from; index < Math.min(from + atOnce, Number(count)); index++) {
			for (const event of operation(index)) addEvent(database, event);
		}
		indexBatch(database, atOnce);
	});
}
database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
database.close();
