import { cellWidth, fitCells, wrapCells } from '../../components/cells.ts';
import { noticeLines } from '../../components/notice-lines.ts';
import { Overlay } from '../../components/overlay.tsx';
import { paintLine, type Segment } from '../../components/segments.ts';
import { Line } from '../../components/table.tsx';
import { sanitise } from '../../domain/sanitise.ts';
import { useConsole } from '../../hooks/console-context.ts';
import { useConsoleState } from '../../hooks/use-console-state.ts';
import { useToastExpiry } from '../../hooks/use-toast-expiry.ts';
import type { Toast, ToastKind } from '../../store/console-store.ts';
import type { Theme } from '../../theme.ts';
import type { DialogArea } from './dialog-parts.tsx';

const maxLinesEach = 3;

function signOf(kind: ToastKind, theme: Theme): Segment {
	const { symbols } = theme;
	switch (kind) {
		case 'good':
			return { text: symbols.ok, style: 'toastGood' };
		case 'bad':
			return { text: symbols.failed, style: 'toastBad' };
		case 'warn':
			return { text: symbols.warning, style: 'toastWarn' };
		case 'info':
			return { text: symbols.bullet, style: 'toast' };
	}
}

function toastLines(toast: Toast, width: number, theme: Theme): readonly string[] {
	const lines = wrapCells(sanitise(toast.text), width - 5).slice(0, maxLinesEach);
	return lines.map((line, index) => {
		const sign: Segment = index === 0 ? signOf(toast.kind, theme) : { text: ' ', style: 'toast' };
		const text = fitCells(` ${line}`, width - 2 - cellWidth(sign.text));
		return paintLine(
			theme,
			[{ text: ' ', style: 'toast' }, sign, { text, style: 'toast' }, { text: ' ', style: 'toast' }],
			width,
		);
	});
}

export type ToastsProps = { readonly area: DialogArea /** Row under the last toast. */; readonly bottom: number };

/** What was just done or refused, at the lower right, over the screen for a while. */
export function Toasts({ area, bottom }: ToastsProps) {
	const { theme } = useConsole();
	const toasts = useConsoleState((state) => state.toasts);
	useToastExpiry();
	if (toasts.length === 0) return null;
	const longest = Math.max(...toasts.map((toast) => cellWidth(sanitise(toast.text))));
	const width = Math.min(longest + 5, Math.max(20, Math.min(area.columns, 90)));
	const lines = toasts.flatMap((toast) => toastLines(toast, width, theme)).slice(-Math.max(1, bottom - 2));
	return (
		<Overlay
			lines={lines}
			left={Math.max(0, area.columns - width)}
			top={Math.max(0, bottom - lines.length)}
			width={width}
		/>
	);
}

export type NoticesProps = { readonly columns: number; readonly rows: number; readonly notices: readonly string[] };

/** Notes that stand until they are no longer true. */
export function Notices({ columns, rows, notices }: NoticesProps) {
	const { theme } = useConsole();
	const { warning, ellipsis } = theme.symbols;
	return noticeLines(notices, columns, rows, ellipsis).map(({ text, isFirst }, row) => {
		const segments: Segment[] = [
			{ text: isFirst ? ` ${warning} ` : ' '.repeat(cellWidth(warning) + 2), style: 'warn' },
			{ text, style: 'warn' },
		];
		// biome-ignore lint/suspicious/noArrayIndexKey: a line of the screen is its place
		return <Line key={row} text={paintLine(theme, segments, columns).trimEnd()} />;
	});
}
