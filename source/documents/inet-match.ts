import { type InetTable, inetField, strideOf, tcpState } from '../domain/inet-table.ts';

/** Finds the record that a socket had in the refresh before. */
export type InetMatcher = {
	/** Index in the table before; negative for a socket that was not there. */
	find(record: number): number;
};

/**
 * The kernel lists what is still there in the same order as before, so the record behind the last match is mostly the one; the
 * hash table is made only when it once is not.
 */
export function createInetMatcher(before: InetTable | null, now: InetTable): InetMatcher {
	const stride = strideOf(now.protocol);
	const isTcp = now.protocol === 'tcp' || now.protocol === 'tcp6';
	let expected = 0;
	let index: Int32Array | null = null;
	if (before === null || before.count === 0) return { find: () => -1 };
	const old = before;

	return {
		find(record) {
			if (expected < old.count && isSameSocket(expected, record)) {
				expected += 1;
				return expected - 1;
			}
			index ??= buildIndex(old, stride);
			const found = lookUp(index, record);
			if (found >= 0) expected = found + 1;
			return found;
		},
	};

	/**
	 * The same ends, and the same inode. A TCP connection has no two sockets with the same ends, and goes on without its inode when
	 * it was closed: it stays the same row into TIME-WAIT.
	 */
	function isSameSocket(oldRecord: number, record: number): boolean {
		const left = oldRecord * stride;
		const right = record * stride;
		if (old.words[left + inetField.ports] !== now.words[right + inetField.ports]) return false;
		for (let word = inetField.addresses; word < stride; word++) {
			if (old.words[left + word] !== now.words[right + word]) return false;
		}
		if (old.words[left + inetField.inode] === now.words[right + inetField.inode]) return true;
		return isTcp && isConnected(old.words[left + inetField.state]) && isConnected(now.words[right + inetField.state]);
	}

	function lookUp(table: Int32Array, record: number): number {
		const mask = table.length - 1;
		for (let slot = hashRecord(now.words, record * stride, stride) & mask; ; slot = (slot + 1) & mask) {
			const candidate = (table[slot] ?? 0) - 1;
			if (candidate < 0) return -1;
			if (isSameSocket(candidate, record)) return candidate;
		}
	}
}

function isConnected(state: number | undefined): boolean {
	return state !== tcpState.listen && state !== tcpState.close;
}

/** Open addressing, at most half full; a slot holds the record's index and one. */
function buildIndex(table: InetTable, stride: number): Int32Array {
	const size = 2 ** Math.ceil(Math.log2(Math.max(2, table.count * 2)));
	const slots = new Int32Array(size);
	for (let record = 0; record < table.count; record++) {
		let slot = hashRecord(table.words, record * stride, stride) & (size - 1);
		while (slots[slot] !== 0) slot = (slot + 1) & (size - 1);
		slots[slot] = record + 1;
	}
	return slots;
}

/** Over both ends; and over the inode where a port may have many sockets, which a connection cannot have and may lose. */
function hashRecord(words: Uint32Array, offset: number, stride: number): number {
	const inode = isConnected(words[offset + inetField.state]) ? 0 : (words[offset + inetField.inode] ?? 0);
	let hash = Math.imul((words[offset + inetField.ports] ?? 0) ^ Math.imul(inode, 0xc2b2ae35), 0x9e3779b1);
	for (let word = inetField.addresses; word < stride; word++) {
		hash = Math.imul(hash ^ (words[offset + word] ?? 0), 0x85ebca6b);
		hash ^= hash >>> 15;
	}
	return hash >>> 0;
}
