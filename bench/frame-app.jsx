// The program that bench/frame.mjs measures: prints milliseconds of CPU per frame.
import { Writable } from 'node:stream';
import { Box, render, Text } from 'ink';
import { memo, useState } from 'react';

const [columns, rows, changing, warmUp, frames] = [200, 50, 12, 200, 500];
const tail = 'nginx: worker process with quite long arguments '.repeat(3);
const paint = (row, figure) =>
	`\u001B[2m${String(1000 + row).padStart(8)}\u001B[0m root     20   0   214M    38M  \u001B[32mS\u001B[0m ${String(figure % 100).padStart(6)}.0   0.6   3:12.40  ${tail}`.slice(
		0,
		205,
	);
const Row = memo(({ text }) => <Text wrap="truncate">{text}</Text>);
let setFigure = () => {};

function App() {
	const [figure, set] = useState(0);
	setFigure = set;
	const lines = Array.from({ length: rows - 1 }, (_, row) => paint(row, row < changing ? figure : 0));
	return (
		<Box flexDirection="column" width={columns} height={rows}>
			{lines.map((text, row) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: rows never move here
				<Row key={row} text={text} />
			))}
		</Box>
	);
}

const stdout = Object.assign(new Writable({ write: (_chunk, _encoding, done) => done() }), {
	columns,
	rows,
	isTTY: true,
});
render(<App />, {
	stdout,
	interactive: true,
	incrementalRendering: true,
	maxFps: 1000,
	patchConsole: false,
	alternateScreen: true,
});

async function draw(from, count) {
	for (let frame = from; frame < from + count; frame++) {
		setFigure(frame);
		await new Promise((resolve) => setTimeout(resolve, 2));
	}
}

await draw(0, warmUp);
const before = process.cpuUsage();
await draw(warmUp, frames);
const { user, system } = process.cpuUsage(before);
process.stdout.write(`${(user + system) / 1000 / frames}\n`);
process.exit(0);
