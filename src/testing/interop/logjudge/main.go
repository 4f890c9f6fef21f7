// Command logjudge reads a served log as any program of the C2SP formats would, with the Go project's own tlog and note and with
// transparency-dev's formats: nothing of it is this project's. It prints one line, or fails saying what does not hold.
//
//	logjudge <address> <verifier key> <expected size> <folder of earlier checkpoints>
package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	f_log "github.com/transparency-dev/formats/log"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

func check(err error, what string, arguments ...any) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", fmt.Sprintf(what, arguments...), err)
		os.Exit(1)
	}
}

func fetch(address string) ([]byte, error) {
	answer, err := http.Get(address)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != 200 {
		return nil, fmt.Errorf("%s: %s", address, answer.Status)
	}
	return io.ReadAll(answer.Body)
}

type reader struct{ address string }

func (reader) Height() int                        { return height }
func (reader) SaveTiles(_ []tlog.Tile, _ [][]byte) {}
func (r reader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		// sumdb's own layout names the height first; tlog-tiles leaves it out.
		data, err := fetch(r.address + "/" + strings.Replace(tile.Path(), "tile/8/", "tile/", 1))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func entries(address string, bundle, width int64) [][]byte {
	tile := tlog.Tile{H: height, L: -1, N: bundle, W: int(width)}
	data, err := fetch(address + "/" + strings.Replace(tile.Path(), "tile/8/data/", "tile/entries/", 1))
	check(err, "entries %d", bundle)
	var found [][]byte
	for len(data) > 0 {
		length := int(binary.BigEndian.Uint16(data))
		found = append(found, data[2:2+length])
		data = data[2+length:]
	}
	if int64(len(found)) != width {
		check(fmt.Errorf("%d entries", len(found)), "bundle %d of %d", bundle, width)
	}
	return found
}

func main() {
	address, vkey, folder := os.Args[1], os.Args[2], os.Args[4]
	expected, err := strconv.ParseInt(os.Args[3], 10, 64)
	check(err, "size")
	verifier, err := note.NewVerifier(vkey)
	check(err, "verifier key")
	text, err := fetch(address + "/checkpoint")
	check(err, "checkpoint")
	checkpoint, _, _, err := f_log.ParseCheckpoint(text, verifier.Name(), verifier)
	check(err, "checkpoint does not verify")
	if int64(checkpoint.Size) != expected {
		check(fmt.Errorf("%d", checkpoint.Size), "the size is not %d", expected)
	}
	tree := tlog.Tree{N: int64(checkpoint.Size), Hash: tlog.Hash(checkpoint.Hash)}
	hashes := tlog.TileHashReader(tree, reader{address})
	if tree.N == 0 {
		empty, err := tlog.TreeHash(0, hashes)
		check(err, "empty tree")
		if !bytes.Equal(empty[:], checkpoint.Hash) {
			check(fmt.Errorf("%s", tree.Hash), "not the empty root")
		}
	}
	proofs := 0
	for _, at := range []int64{0, 1, 254, 255, 256, 257, tree.N / 3, tree.N / 2, tree.N - 2, tree.N - 1} {
		if at < 0 || at >= tree.N {
			continue
		}
		width := min(tree.N-at/256*256, 256)
		leaf := tlog.RecordHash(entries(address, at/256, width)[at%256])
		proof, err := tlog.ProveRecord(tree.N, at, hashes)
		check(err, "inclusion of %d", at)
		check(tlog.CheckRecord(proof, tree.N, tree.Hash, at, leaf), "inclusion of %d", at)
		if tlog.CheckRecord(proof, tree.N, tree.Hash, at, tlog.RecordHash([]byte("another"))) == nil {
			check(fmt.Errorf("accepted"), "another entry at %d", at)
		}
		proofs++
	}
	earlier, _ := filepath.Glob(filepath.Join(folder, "*.checkpoint"))
	for _, path := range earlier {
		old, err := os.ReadFile(path)
		check(err, "earlier checkpoint")
		before, _, _, err := f_log.ParseCheckpoint(old, verifier.Name(), verifier)
		check(err, "earlier checkpoint")
		if before.Size == 0 {
			continue
		}
		proof, err := tlog.ProveTree(tree.N, int64(before.Size), hashes)
		check(err, "consistency with %d", before.Size)
		check(tlog.CheckTree(proof, tree.N, tree.Hash, int64(before.Size), tlog.Hash(before.Hash)), "consistency with %d", before.Size)
	}
	check(os.WriteFile(filepath.Join(folder, fmt.Sprintf("%d.checkpoint", tree.N)), text, 0o600), "kept checkpoint")
	fmt.Printf("%d entries, %d inclusions, %d consistencies\n", tree.N, proofs, len(earlier))
}
