// SPDX-License-Identifier: Apache-2.0

// An oracle that shares nothing with ours: the original implementation of notes, tiles and proofs
// (golang.org/x/mod/sumdb), and a verifier of cosignatures written from their specification.
//
//	oracle check                     reads what emit_tlog wrote, judges it, speaks TAP
//	oracle key NAME                  a log's new keys: the signing one, and the one to verify with
//	oracle request KEY OLD NEW       the request of a log to a witness; reads nothing
//	oracle proof KEY INDEX SIZE [LINES...]    a .tlog-proof, with cosignature lines from files
//	oracle verify VKEY... <NOTE      the names (and times) of the keys by which the note holds
//	oracle fsck DIR VKEY             a published log, every tile and entry of it; prints its size
//
// A log of requests and proofs has the entries "entry N"; from -fork N on, "forged N"; and those of
// files given by -entry N=FILE.
package main

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "oracle:", err)
		os.Exit(1)
	}
}

func number(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	must(err)
	return n
}

// ---------------------------------------------------------------- cosignatures

type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
	time *uint64 // of the last signature that held
}

func (c cosigner) Name() string    { return c.name }
func (c cosigner) KeyHash() uint32 { return c.hash }
func (c cosigner) Verify(msg, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	t := binary.BigEndian.Uint64(sig)
	signed := fmt.Sprintf("cosignature/v1\ntime %d\n%s", t, msg)
	if !ed25519.Verify(c.key, []byte(signed), sig[8:]) {
		return false
	}
	*c.time = t
	return true
}

func verifier(vkey string) (note.Verifier, *uint64, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return nil, nil, errors.New("malformed vkey")
	}
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil {
		return nil, nil, err
	}
	if len(key) != 33 || key[0] != 4 {
		v, err := note.NewVerifier(vkey)
		return v, new(uint64), err
	}
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
	if hex.EncodeToString(sum[:4]) != parts[1] {
		return nil, nil, errors.New("vkey with wrong id")
	}
	c := cosigner{parts[0], binary.BigEndian.Uint32(sum[:4]), key[1:], new(uint64)}
	return c, c.time, nil
}

// ---------------------------------------------------------------- a log in memory

type memory []tlog.Hash

func (m memory) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		if x >= int64(len(m)) {
			return nil, fmt.Errorf("no hash %d", x)
		}
		out[i] = m[x]
	}
	return out, nil
}

func grow(m memory, n int64, entry []byte) memory {
	hashes, err := tlog.StoredHashes(n, entry, m)
	must(err)
	return append(m, hashes...)
}

type entryFiles map[int64][]byte

func (e entryFiles) String() string { return "" }
func (e entryFiles) Set(s string) error {
	n, file, found := strings.Cut(s, "=")
	if !found {
		return errors.New("N=FILE")
	}
	text, err := os.ReadFile(file)
	e[number(n)] = text
	return err
}

func theLog(size, fork int64, files entryFiles) memory {
	var m memory
	for i := int64(0); i < size; i++ {
		entry, given := files[i]
		if !given {
			entry = []byte(fmt.Sprintf("entry %d", i))
			if fork >= 0 && i >= fork {
				entry = []byte(fmt.Sprintf("forged %d", i))
			}
		}
		m = grow(m, i, entry)
	}
	return m
}

func checkpoint(m memory, skey string, size int64) []byte {
	signer, err := note.NewSigner(skey)
	must(err)
	root, err := tlog.TreeHash(size, m)
	must(err)
	text := fmt.Sprintf("%s\n%d\n%s\n", signer.Name(), size, root)
	signed, err := note.Sign(&note.Note{Text: text}, signer)
	must(err)
	return signed
}

func requestOf(m memory, skey string, old, size int64) {
	fmt.Printf("old %d\n", old)
	if old > 0 && old < size {
		proof, err := tlog.ProveTree(size, old, m)
		must(err)
		for _, h := range proof {
			fmt.Println(h)
		}
	}
	fmt.Println()
	os.Stdout.Write(checkpoint(m, skey, size))
}

func proofOf(m memory, skey string, index, size int64, lines []string) {
	proof, err := tlog.ProveRecord(size, index, m)
	must(err)
	fmt.Printf("c2sp.org/tlog-proof@v1\nindex %d\n", index)
	for _, h := range proof {
		fmt.Println(h)
	}
	fmt.Println()
	os.Stdout.Write(checkpoint(m, skey, size))
	for _, file := range lines {
		text, err := os.ReadFile(file)
		must(err)
		os.Stdout.Write(text)
	}
}

func verify(vkeys []string) {
	text, err := io.ReadAll(os.Stdin)
	must(err)
	var list []note.Verifier
	times := map[string]*uint64{}
	for _, vkey := range vkeys {
		v, time, err := verifier(vkey)
		must(err)
		list = append(list, v)
		times[v.Name()] = time
	}
	n, err := note.Open(text, note.VerifierList(list...))
	must(err)
	for _, s := range n.Sigs {
		fmt.Println(s.Name, *times[s.Name])
	}
}

// ---------------------------------------------------------------- a published log

type folder struct{ path string }

func (f folder) read(path string) ([]byte, error) {
	return os.ReadFile(f.path + "/" + path)
}
func (f folder) Height() int                                { return 8 }
func (f folder) SaveTiles(tiles []tlog.Tile, data [][]byte) {}
func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var out [][]byte
	for _, tile := range tiles {
		data, err := f.read(strings.Replace(tile.Path(), "tile/8/", "tile/", 1))
		if err != nil {
			return nil, err
		}
		out = append(out, data)
	}
	return out, nil
}

func fsck(f folder, vkey string) {
	v, _, err := verifier(vkey)
	must(err)
	text, err := f.read("checkpoint")
	must(err)
	opened, err := note.Open(text, note.VerifierList(v))
	must(err)
	lines := strings.Split(opened.Text, "\n")
	if lines[0] != v.Name() {
		must(errors.New("another origin"))
	}
	size, root := number(lines[1]), hashes(lines[2:3])[0]
	var entries memory
	for i := int64(0); i < size; i += 256 {
		tile := tlog.Tile{H: 8, L: 0, N: i / 256, W: 256}
		if size-i < 256 {
			tile.W = int(size - i)
		}
		data, err := f.read(strings.Replace(tile.Path(), "tile/8/0/", "tile/entries/", 1))
		must(err)
		for k := 0; k < tile.W; k++ {
			n := binary.BigEndian.Uint16(data)
			entries = grow(entries, i+int64(k), data[2:2+n])
			data = data[2+n:]
		}
		if len(data) > 0 {
			must(errors.New("bytes are left"))
		}
	}
	mine, err := tlog.TreeHash(size, entries)
	must(err)
	if mine != root {
		must(errors.New("the entries have another root"))
	}
	reader := tlog.TileHashReader(tlog.Tree{N: size, Hash: root}, f)
	for i := int64(0); i < size; i++ {
		at := []int64{tlog.StoredHashIndex(0, i)}
		got, err := reader.ReadHashes(at)
		must(err)
		if got[0] != entries[at[0]] {
			must(fmt.Errorf("the tile of entry %d holds another", i))
		}
	}
	fmt.Println(size)
}

// ---------------------------------------------------------------- judging ours

type judge struct {
	points, failed int
	entries        memory // grown alongside
	count          int64
	tiles          map[string][]byte
	roots          map[int64]tlog.Hash
	kinds          map[string]int
}

func hashes(words []string) []tlog.Hash {
	var out []tlog.Hash
	for _, w := range words {
		h, err := tlog.ParseHash(w)
		must(err)
		out = append(out, h)
	}
	return out
}

// Tiles of tlog-tiles are sumdb's of height 8, under a name without the height.
type tileReader struct{ j *judge }

func (t tileReader) Height() int                                { return 8 }
func (t tileReader) SaveTiles(tiles []tlog.Tile, data [][]byte) {}
func (t tileReader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var out [][]byte
	for _, tile := range tiles {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, found := t.j.tiles[path]
		if !found {
			return nil, fmt.Errorf("no %s", path)
		}
		out = append(out, data)
	}
	return out, nil
}

func (j *judge) judgeLine(words []string) error {
	j.kinds[words[0]]++
	switch words[0] {
	case "entry":
		text, err := base64.StdEncoding.DecodeString(strings.Join(words[1:], ""))
		must(err)
		j.entries = grow(j.entries, j.count, text)
		j.count++
		return nil
	case "root": // size root
		size, root := number(words[1]), hashes(words[2:])[0]
		j.roots[size] = root
		if size == 0 {
			if root != tlog.Hash(sha256.Sum256(nil)) {
				return errors.New("the empty tree has another root")
			}
			return nil
		}
		mine, err := tlog.TreeHash(size, j.entries)
		if err == nil && mine != root {
			err = fmt.Errorf("size %d has another root", size)
		}
		return err
	case "inclusion": // size index hashes...
		size, index, path := number(words[1]), number(words[2]), hashes(words[3:])
		leaf, err := j.entries.ReadHashes([]int64{tlog.StoredHashIndex(0, index)})
		must(err)
		return tlog.CheckRecord(path, size, j.roots[size], index, leaf[0])
	case "consistency": // old new hashes...
		old, size := number(words[1]), number(words[2])
		return tlog.CheckTree(hashes(words[3:]), size, j.roots[size], old, j.roots[old])
	case "tile": // path base64
		data, err := base64.StdEncoding.DecodeString(words[2])
		must(err)
		j.tiles[words[1]] = data
		return nil
	case "bundle": // path base64
		return j.judgeBundle(words[1], words[2])
	case "read": // size: everything from the tiles, checked against the root
		size := number(words[1])
		reader := tlog.TileHashReader(tlog.Tree{N: size, Hash: j.roots[size]}, tileReader{j})
		for i := int64(0); i < size; i += 1 + size/97 {
			at := tlog.StoredHashIndex(0, i)
			got, err := reader.ReadHashes([]int64{at})
			if err != nil {
				return err
			}
			if got[0] != j.entries[at] {
				return fmt.Errorf("leaf %d is another", i)
			}
		}
		return nil
	case "mutant": // 1 or 0, base64, vkeys: what we take for good, Go must, and the reverse
		text, err := base64.StdEncoding.DecodeString(words[2])
		must(err)
		var list []note.Verifier
		for _, vkey := range words[3:] {
			v, _, err := verifier(vkey)
			must(err)
			list = append(list, v)
		}
		_, err = note.Open(text, note.VerifierList(list...))
		if words[1] == "1" {
			j.kinds["mutants taken by us"]++
			return err
		}
		if err == nil {
			j.kinds["mutants taken by Go alone"]++
			return looselySpelt(string(text))
		}
		return nil
	case "signature": // 1 or 0, key, message, signature: what we accept, Go must accept
		var parts [3][]byte
		for i := range parts {
			var err error
			parts[i], err = base64.StdEncoding.DecodeString(words[2+i])
			must(err)
		}
		good := ed25519.Verify(parts[0], parts[1], parts[2])
		if good {
			j.kinds["accepted by Go"]++
		}
		if words[1] == "1" && !good {
			return errors.New("accepted, and Go does not")
		}
		return nil
	case "note": // base64 names vkeys...
		text, err := base64.StdEncoding.DecodeString(words[1])
		must(err)
		var list []note.Verifier
		for _, vkey := range words[3:] {
			v, _, err := verifier(vkey)
			must(err)
			list = append(list, v)
		}
		n, err := note.Open(text, note.VerifierList(list...))
		if err == nil && len(n.Sigs) != int(number(words[2])) {
			err = fmt.Errorf("%d signatures hold", len(n.Sigs))
		}
		return err
	}
	return errors.New("not known")
}

// Go lets spare bits of base64 be anything, and we do not; no other difference is meant.
func looselySpelt(text string) error {
	for _, line := range strings.Split(text, "\n") {
		if at := strings.LastIndex(line, " "); strings.HasPrefix(line, "— ") && at >= 0 {
			if _, err := base64.StdEncoding.Strict().DecodeString(line[at+1:]); err != nil {
				return nil
			}
		}
	}
	return errors.New("refused, and Go takes it")
}

func (j *judge) judgeBundle(path, text string) error {
	data, err := base64.StdEncoding.DecodeString(text)
	must(err)
	tile, err := tlog.ParseTilePath(strings.Replace(path, "tile/entries/", "tile/8/0/", 1))
	if err != nil {
		return err
	}
	for i := 0; i < tile.W; i++ {
		n := binary.BigEndian.Uint16(data)
		entry := data[2 : 2+n]
		data = data[2+n:]
		at := tlog.StoredHashIndex(0, tile.N*256+int64(i))
		if tlog.RecordHash(entry) != j.entries[at] {
			return fmt.Errorf("entry %d of %s is another", i, path)
		}
	}
	if len(data) > 0 {
		return errors.New("bytes are left")
	}
	return nil
}

func check() {
	j := judge{tiles: map[string][]byte{}, roots: map[int64]tlog.Hash{}, kinds: map[string]int{}}
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<26)
	firsts := map[string]string{}
	for in.Scan() {
		words := strings.Fields(in.Text())
		if err := j.judgeLine(words); err != nil && firsts[words[0]] == "" {
			text := in.Text()
			if len(text) > 100 {
				text = text[:100]
			}
			firsts[words[0]] = fmt.Sprintf("%v: %s", err, text)
		}
	}
	must(in.Err())
	for _, kind := range []string{"root", "inclusion", "consistency", "bundle", "read", "note", "mutant", "signature"} {
		j.points++
		if firsts[kind] != "" || j.kinds[kind] == 0 {
			fmt.Print("not ")
			j.failed++
		}
		fmt.Printf("ok %d - %s: %d judged\n", j.points, kind, j.kinds[kind])
		if firsts[kind] != "" {
			fmt.Println("#", firsts[kind])
		}
	}
	fmt.Printf("# mutants taken by us %d, by Go alone %d\n", j.kinds["mutants taken by us"],
		j.kinds["mutants taken by Go alone"])
	fmt.Printf("# of the signatures Go accepts %d\n", j.kinds["accepted by Go"])
	fmt.Printf("1..%d\n", j.points)
	if j.failed > 0 {
		os.Exit(1)
	}
}

func main() {
	if len(os.Args) < 2 {
		must(errors.New("what?"))
	}
	files := entryFiles{}
	flags := flag.NewFlagSet("oracle", flag.ExitOnError)
	fork := flags.Int64("fork", -1, "from this entry on, forged")
	flags.Var(files, "entry", "N=FILE")
	must(flags.Parse(os.Args[2:]))
	args := flags.Args()
	read := func(file string) string {
		text, err := os.ReadFile(file)
		must(err)
		return string(bytes.TrimSpace(text))
	}
	switch os.Args[1] {
	case "check":
		check()
	case "key":
		skey, vkey, err := note.GenerateKey(nil, args[0])
		must(err)
		fmt.Println(skey)
		fmt.Println(vkey)
	case "request":
		old, size := number(args[1]), number(args[2])
		requestOf(theLog(size, *fork, files), read(args[0]), old, size)
	case "proof":
		index, size := number(args[1]), number(args[2])
		proofOf(theLog(size, *fork, files), read(args[0]), index, size, args[3:])
	case "verify":
		verify(args)
	case "fsck":
		fsck(folder{args[0]}, args[1])
	default:
		must(errors.New("what?"))
	}
}
