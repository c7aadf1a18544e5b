// logcheck verifies a whole tiled log with code that is not ours: Go's sumdb/note and sumdb/tlog.
//
//	logcheck PREFIX VKEY
//
// PREFIX is a directory or an http(s) URL prefix. Exit code 0 and a summary line when the signed
// checkpoint, every tile and every entry agree; 1 and the reason otherwise.
package main

import (
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

type source struct {
	prefix string
	cache  map[string][]byte
}

func (s *source) read(path string) ([]byte, error) {
	if !strings.HasPrefix(s.prefix, "http://") && !strings.HasPrefix(s.prefix, "https://") {
		return os.ReadFile(filepath.Join(s.prefix, filepath.FromSlash(path)))
	}
	response, err := http.Get(strings.TrimRight(s.prefix, "/") + "/" + path)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", path, response.Status)
	}
	return io.ReadAll(response.Body)
}

// tile reads a tile, or the beginning of the full one when the partial form is gone.
func (s *source) tile(t tlog.Tile) ([]byte, error) {
	path := c2spPath(t)
	if data, ok := s.cache[path]; ok {
		return data, nil
	}
	data, err := s.read(path)
	if err != nil && t.W < 1<<height {
		full := t
		full.W = 1 << height
		data, err = s.read(c2spPath(full))
		if err == nil && len(data) > t.W*tlog.HashSize {
			data = data[:t.W*tlog.HashSize]
		}
	}
	if err == nil {
		s.cache[path] = data
	}
	return data, err
}

// c2spPath turns tile/8/L/N into the tile/L/N of tlog-tiles.
func c2spPath(t tlog.Tile) string {
	return "tile/" + strings.TrimPrefix(t.Path(), fmt.Sprintf("tile/%d/", height))
}

func (s *source) Height() int { return height }

func (s *source) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	all := make([][]byte, len(tiles))
	for i, t := range tiles {
		data, err := s.tile(t)
		if err != nil {
			return nil, err
		}
		if len(data) != t.W*tlog.HashSize {
			return nil, fmt.Errorf("%s has %d bytes", c2spPath(t), len(data))
		}
		all[i] = data
	}
	return all, nil
}

func (s *source) SaveTiles([]tlog.Tile, [][]byte) {}

// entries reads one bundle: big-endian 16-bit lengths, each followed by its entry.
func (s *source) entries(n int64, width int) ([][]byte, error) {
	t := tlog.Tile{H: height, L: 0, N: n, W: width}
	path := strings.Replace(c2spPath(t), "tile/0/", "tile/entries/", 1)
	data, err := s.read(path)
	if err != nil && width < 1<<height {
		t.W = 1 << height
		data, err = s.read(strings.Replace(c2spPath(t), "tile/0/", "tile/entries/", 1))
	}
	if err != nil {
		return nil, err
	}
	list := make([][]byte, 0, width)
	for len(list) < width {
		if len(data) < 2 || len(data) < 2+int(data[0])<<8+int(data[1]) {
			return nil, fmt.Errorf("%s ends within an entry", path)
		}
		length := int(data[0])<<8 + int(data[1])
		list = append(list, data[2:2+length])
		data = data[2+length:]
	}
	if len(data) > 0 && t.W == width {
		return nil, fmt.Errorf("%s has bytes after its last entry", path)
	}
	return list, nil
}

func parse(text, origin string) (tlog.Tree, error) {
	lines := strings.Split(text, "\n")
	if len(lines) < 4 || lines[0] != origin {
		return tlog.Tree{}, fmt.Errorf("checkpoint is not of %s", origin)
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return tlog.Tree{}, fmt.Errorf("checkpoint has no size")
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return tlog.Tree{}, fmt.Errorf("checkpoint has no root")
	}
	tree := tlog.Tree{N: size}
	copy(tree.Hash[:], root)
	return tree, nil
}

func check(prefix, vkey string) (tlog.Tree, int, error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return tlog.Tree{}, 0, err
	}
	s := &source{prefix: prefix, cache: make(map[string][]byte)}
	message, err := s.read("checkpoint")
	if err != nil {
		return tlog.Tree{}, 0, err
	}
	opened, err := note.Open(message, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, 0, err
	}
	tree, err := parse(opened.Text, verifier.Name())
	if err != nil {
		return tree, 0, err
	}
	unknown := len(opened.UnverifiedSigs)
	// Authenticates every tile it reads against the signed root.
	hashes := tlog.TileHashReader(tree, s)
	for first := int64(0); first < tree.N; first += 1 << height {
		width := 1 << height
		if tree.N-first < 1<<height {
			width = int(tree.N - first)
		}
		entries, err := s.entries(first>>height, width)
		if err != nil {
			return tree, unknown, err
		}
		for i, entry := range entries {
			index := first + int64(i)
			proof, err := tlog.ProveRecord(tree.N, index, hashes)
			if err != nil {
				return tree, unknown, fmt.Errorf("entry %d: %v", index, err)
			}
			if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry)); err != nil {
				return tree, unknown, fmt.Errorf("entry %d: %v", index, err)
			}
		}
	}
	return tree, unknown, nil
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: logcheck DIRECTORY-OR-URL VKEY")
		os.Exit(2)
	}
	tree, unknown, err := check(os.Args[1], os.Args[2])
	if err != nil {
		fmt.Printf("BAD %v\n", err)
		os.Exit(1)
	}
	fmt.Printf("GOOD %d entries included in %v, %d other signatures\n", tree.N, tree.Hash, unknown)
}
