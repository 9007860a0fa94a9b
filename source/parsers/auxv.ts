/**
 * /proc/self/auxv: pairs of machine words that the kernel gave the program at its start.
 * Seen: Linux 6.18, 6.1 on x86-64. https://man7.org/linux/man-pages/man3/getauxval.3.html
 */

const pageSizeKey = 6;

/** Bytes of a memory page (4,096 on x86, up to 65,536 on ARM and POWER); null where it is not told. */
export function parsePageSize(bytes: Uint8Array, wordBytes: 4 | 8, isLittleEndian: boolean): number | null {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const read = (offset: number) =>
		wordBytes === 8 ? Number(view.getBigUint64(offset, isLittleEndian)) : view.getUint32(offset, isLittleEndian);
	for (let offset = 0; offset + 2 * wordBytes <= bytes.length; offset += 2 * wordBytes) {
		const value = read(offset + wordBytes);
		// A power of two: anything else is no page size but a misread word.
		if (read(offset) === pageSizeKey)
			return value >= 512 && value <= 2 ** 24 && Number.isInteger(Math.log2(value)) ? value : null;
	}

	return null;
}
