import { Box } from 'ink';
import { Line } from './table.tsx';

export type OverlayProps = {
	/** Painted lines, each as wide as the box. */
	readonly lines: readonly string[];
	/** Cells from the left and rows from the top of the screen. */
	readonly left: number;
	readonly top: number;
	readonly width: number;
};

/** Lines that lie over what is drawn before them. */
export function Overlay({ lines, left, top, width }: OverlayProps) {
	return (
		<Box position="absolute" left={left} top={top} width={width} height={lines.length} flexDirection="column">
			{lines.map((line, row) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a line of the box is its place
				<Line key={row} text={line} />
			))}
		</Box>
	);
}
