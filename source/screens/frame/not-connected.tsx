import { fitCells, wrapCells } from '../../components/cells.ts';
import { Line } from '../../components/table.tsx';
import type { ConnectionState } from '../../domain/connection.ts';
import { sanitise } from '../../domain/sanitise.ts';
import { useConsole } from '../../hooks/console-context.ts';
import { connectionSentence } from './connection-words.ts';

export type NotConnectedProps = {
	readonly columns: number;
	readonly rows: number;
	readonly host: string;
	readonly connection: ConnectionState;
	/** The key that connects at once. */
	readonly connectKey: string;
	/** The key that goes to another host. */
	readonly hostKey: string;
};

/** In the place of a screen that has no figures yet: why there are none, and what to try. */
export function NotConnected({ columns, rows, host, connection, connectKey, hostKey }: NotConnectedProps) {
	const { theme } = useConsole();
	const width = Math.max(10, Math.min(columns - 4, 90));
	const name = sanitise(host);
	const sentence = connectionSentence(connection, connectKey);
	const title = sentence === null ? `Connecting to ${name} …` : `Not connected to ${name}`;
	const body = sentence === null ? [] : wrapCells(sentence, width);
	const others = `${hostKey} goes to another host.`;
	const lines = [
		'',
		theme.paint(sentence === null ? 'dim' : 'title', `  ${fitCells(title, width).trimEnd()}`),
		...body.map((line) => `  ${line}`),
		...(rows > body.length + 3 ? ['', theme.paint('dim', `  ${others}`)] : []),
	];
	return lines.slice(0, rows).map((line, index) => <Line key={`${index} ${line}`} text={line.trimEnd()} />);
}
