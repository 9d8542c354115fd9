// Oracle opens an exported log with Go's stock sumdb packages, which share no code with the ledger.
//
// Usage: oracle <directory> <Ed25519 verifier key> <claims.json>
//        oracle receipt <file.tlog-proof> <Ed25519 verifier key>
//
// It verifies the checkpoint's signature, reads the tiles through tlog's authenticating reader, checks every
// entry of every bundle, proves sampled leaves and the step from an earlier size, checks the proofs that the
// ledger made, and demands that one flipped bit is refused everywhere. It prints "ok" or fails with a reason.
package main

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const tileHeight = 8

type inclusion struct {
	Index int64    `json:"index"`
	Entry []byte   `json:"entry"`
	Proof [][]byte `json:"proof"`
}

type claims struct {
	Inclusions  []inclusion `json:"inclusions"`
	OldSize     int64       `json:"old_size"`
	OldRoot     []byte      `json:"old_root"`
	Consistency [][]byte    `json:"consistency"`
}

// tiles serves tlog's tiles (tile/8/<L>/...) from the layout of c2sp.org/tlog-tiles (tile/<L>/...).
type tiles struct{ directory string }

func (t tiles) Height() int                              { return tileHeight }
func (t tiles) SaveTiles(tiles []tlog.Tile, data [][]byte) {}
func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range wanted {
		data, err := os.ReadFile(filepath.Join(t.directory, strings.Replace(tile.Path(), "tile/8/", "tile/", 1)))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func main() {
	if os.Args[1] == "receipt" {
		checkReceipt(string(read(os.Args[2])), os.Args[3])
		fmt.Println("ok")
		return
	}
	directory, vkey, claimed := os.Args[1], os.Args[2], readClaims(os.Args[3])
	raw := read(filepath.Join(directory, "checkpoint"))
	tree := openCheckpoint(raw, vkey)
	refusesFlippedNote(raw, vkey)

	reader := tlog.TileHashReader(tree, tiles{directory})
	root, err := tlog.TreeHash(tree.N, reader)
	check(err, "tree hash from tiles")
	demand(root == tree.Hash, "tiles do not hash to the signed root")

	entries := readEntries(directory, tree.N)
	for index, entry := range entries {
		stored, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, int64(index))})
		check(err, "stored leaf hash")
		demand(stored[0] == tlog.RecordHash(entry), fmt.Sprintf("entry %d differs from its leaf hash", index))
	}

	checkInclusions(tree, reader, entries, claimed.Inclusions)
	checkConsistency(tree, reader, claimed)
	fmt.Println("ok")
}

// checkReceipt proves a c2sp.org/tlog-proof: its checkpoint by note, its inclusion proof by tlog.
func checkReceipt(text string, vkey string) {
	head, checkpoint, found := strings.Cut(text, "\n\n")
	lines := strings.Split(head, "\n")
	demand(found && len(lines) > 2 && lines[0] == "c2sp.org/tlog-proof@v1", "this is no receipt")
	tree := openCheckpoint([]byte(checkpoint), vkey)

	var extra struct {
		Entry []byte `json:"entry"`
	}
	carried, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[1], "extra "))
	check(err, "extra")
	check(json.Unmarshal(carried, &extra), "extra")
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
	check(err, "index")

	var proof tlog.RecordProof
	for _, line := range lines[3:] {
		one, err := base64.StdEncoding.DecodeString(line)
		check(err, "proof")
		proof = append(proof, hash(one))
	}
	leaf := tlog.RecordHash(extra.Entry)
	check(tlog.CheckRecord(proof, tree.N, tree.Hash, index, leaf), "the receipt's inclusion proof")
	leaf[7] ^= 4
	demand(tlog.CheckRecord(proof, tree.N, tree.Hash, index, leaf) != nil, "a flipped leaf was accepted")
}

func checkInclusions(tree tlog.Tree, reader tlog.HashReader, entries [][]byte, claimed []inclusion) {
	demand(len(claimed) > 0, "no inclusion proofs were claimed")
	for _, one := range claimed {
		demand(string(one.Entry) == string(entries[one.Index]), "the claimed entry is not the exported one")
		leaf := tlog.RecordHash(one.Entry)
		ours, err := tlog.ProveRecord(tree.N, one.Index, reader)
		check(err, "prove record")
		check(tlog.CheckRecord(ours, tree.N, tree.Hash, one.Index, leaf), "Go's own inclusion proof")
		theirs := tlog.RecordProof(hashes(one.Proof))
		check(tlog.CheckRecord(theirs, tree.N, tree.Hash, one.Index, leaf), "the ledger's inclusion proof")
		leaf[0] ^= 1
		demand(tlog.CheckRecord(theirs, tree.N, tree.Hash, one.Index, leaf) != nil, "a flipped leaf was accepted")
		leaf[0] ^= 1
		theirs[len(theirs)-1][31] ^= 1
		demand(tlog.CheckRecord(theirs, tree.N, tree.Hash, one.Index, leaf) != nil, "a flipped proof was accepted")
	}
}

func checkConsistency(tree tlog.Tree, reader tlog.HashReader, claimed claims) {
	old := hash(claimed.OldRoot)
	computed, err := tlog.TreeHash(claimed.OldSize, reader)
	check(err, "old tree hash")
	demand(computed == old, "the old root is not that of the tiles")
	ours, err := tlog.ProveTree(tree.N, claimed.OldSize, reader)
	check(err, "prove tree")
	check(tlog.CheckTree(ours, tree.N, tree.Hash, claimed.OldSize, old), "Go's own consistency proof")
	theirs := tlog.TreeProof(hashes(claimed.Consistency))
	check(tlog.CheckTree(theirs, tree.N, tree.Hash, claimed.OldSize, old), "the ledger's consistency proof")
	old[0] ^= 1
	demand(tlog.CheckTree(theirs, tree.N, tree.Hash, claimed.OldSize, old) != nil, "a flipped old root was accepted")
}

func openCheckpoint(raw []byte, vkey string) tlog.Tree {
	verifier, err := note.NewVerifier(vkey)
	check(err, "verifier key")
	opened, err := note.Open(raw, note.VerifierList(verifier))
	check(err, "open checkpoint")
	lines := strings.Split(opened.Text, "\n")
	demand(len(lines) == 4 && lines[3] == "" && lines[0] == verifier.Name(), "the checkpoint is not three lines of this log")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err, "tree size")
	root, err := base64.StdEncoding.DecodeString(lines[2])
	check(err, "root")
	return tlog.Tree{N: size, Hash: hash(root)}
}

func refusesFlippedNote(raw []byte, vkey string) {
	verifier, _ := note.NewVerifier(vkey)
	flipped := append([]byte(nil), raw...)
	flipped[strings.IndexByte(string(raw), '\n')+1] ^= 1
	_, err := note.Open(flipped, note.VerifierList(verifier))
	demand(err != nil, "a checkpoint with a flipped size was accepted")
}

func readEntries(directory string, size int64) [][]byte {
	var entries [][]byte
	for start := int64(0); start < size; start += 1 << tileHeight {
		tile := tlog.Tile{H: tileHeight, L: -1, N: start >> tileHeight, W: 1 << tileHeight}
		if size-start < 1<<tileHeight {
			tile.W = int(size - start)
		}
		path := strings.Replace(tile.Path(), "tile/8/data/", "tile/entries/", 1)
		for data := read(filepath.Join(directory, path)); len(data) > 0; {
			length := int(binary.BigEndian.Uint16(data))
			entries = append(entries, data[2:2+length])
			data = data[2+length:]
		}
	}
	demand(int64(len(entries)) == size, fmt.Sprintf("%d entries, not %d", len(entries), size))
	return entries
}

func readClaims(path string) claims {
	var claimed claims
	check(json.Unmarshal(read(path), &claimed), "claims")
	return claimed
}

func hashes(raw [][]byte) []tlog.Hash {
	var all []tlog.Hash
	for _, one := range raw {
		all = append(all, hash(one))
	}
	return all
}

func hash(raw []byte) tlog.Hash {
	var one tlog.Hash
	demand(copy(one[:], raw) == tlog.HashSize && len(raw) == tlog.HashSize, "a hash is not 32 bytes")
	return one
}

func read(path string) []byte {
	data, err := os.ReadFile(path)
	check(err, path)
	return data
}

func check(err error, what string) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", what, err)
		os.Exit(1)
	}
}

func demand(holds bool, what string) {
	if !holds {
		fmt.Fprintln(os.Stderr, what)
		os.Exit(1)
	}
}
