import type { ServiceManager } from '../../service-managers/service-manager.ts';
import type { Transport } from '../../transports/transport.ts';

/** Whether each file is there; `other` for one that holds something or cannot be looked at: nobody could make it again. */
export type Markers = ReadonlyMap<string, 'empty' | 'absent' | 'other'>;

/** The files by which a unit is enabled or not, as they are now. */
export async function readMarkers(transport: Transport, manager: ServiceManager, unit: string): Promise<Markers> {
	return lookAtFiles(transport, (await manager.markerFiles?.(unit)) ?? []);
}

export async function lookAtFiles(transport: Transport, paths: readonly string[]): Promise<Markers> {
	const texts = await transport.readFiles(paths, { maxBytes: 1 });
	return new Map(
		paths.map((path, index) => {
			const text = texts[index];
			const isAbsent = text?.ok === false && text.error.code === 'not-found';
			return [path, text?.ok === true && text.value === '' ? 'empty' : isAbsent ? 'absent' : 'other'];
		}),
	);
}

/** What an act removed and made, as far as it can be put back. */
export function compareMarkers(
	before: Markers,
	after: Markers,
): { readonly removed: readonly string[]; readonly added: readonly string[] } {
	const moved = (from: 'empty' | 'absent', to: 'empty' | 'absent') =>
		[...before].filter(([path, state]) => state === from && after.get(path) === to).map(([path]) => path);
	return { removed: moved('empty', 'absent'), added: moved('absent', 'empty') };
}
