// logcheck verifies a tiled log with code that is not ours: Go's sumdb/note and sumdb/tlog.
//
//	logcheck PREFIX VKEY [WITNESS-VKEY...]
//	logcheck proof FILE ENTRY-FILE VKEY [WITNESS-VKEY...]
//
// The first verifies a whole log. PREFIX is a directory or an http(s) URL prefix. The second verifies
// one entry offline by its proof (C2SP tlog-proof). In both, every witness named must have cosigned the
// checkpoint (C2SP tlog-cosignature, Ed25519). Exit code 0 and a summary line when everything
// agrees; 1 and the reason otherwise.
package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
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

// cosigner verifies timestamped cosignatures; sumdb/note itself knows plain Ed25519 only.
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (c *cosigner) Name() string    { return c.name }
func (c *cosigner) KeyHash() uint32 { return c.hash }

func (c *cosigner) Verify(text, signature []byte) bool {
	if len(signature) != 8+ed25519.SignatureSize {
		return false
	}
	message := fmt.Sprintf("cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(signature), text)
	return ed25519.Verify(c.key, []byte(message), signature[8:])
}

func newCosigner(vkey string) (*cosigner, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return nil, errors.New("witness key is malformed")
	}
	data, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(data) != 1+ed25519.PublicKeySize || data[0] != 4 {
		return nil, errors.New("witness key is not of type 0x04")
	}
	id := sha256.Sum256([]byte(parts[0] + "\n" + string(data)))
	c := &cosigner{parts[0], binary.BigEndian.Uint32(id[:4]), data[1:]}
	if fmt.Sprintf("%08x", c.hash) != parts[1] {
		return nil, errors.New("witness key has a wrong id")
	}
	return c, nil
}

// open verifies the author's signature and one cosignature of each witness, and reads the tree head.
func open(message []byte, vkeys []string) (tlog.Tree, int, error) {
	author, err := note.NewVerifier(vkeys[0])
	if err != nil {
		return tlog.Tree{}, 0, err
	}
	known := []note.Verifier{author}
	for _, vkey := range vkeys[1:] {
		witness, err := newCosigner(vkey)
		if err != nil {
			return tlog.Tree{}, 0, err
		}
		known = append(known, witness)
	}
	opened, err := note.Open(message, note.VerifierList(known...))
	if err != nil {
		return tlog.Tree{}, 0, err
	}
	if len(opened.Sigs) != len(known) {
		return tlog.Tree{}, 0, fmt.Errorf("%d of %d signatures are there", len(opened.Sigs), len(known))
	}
	tree, err := parse(opened.Text, author.Name())
	return tree, len(opened.UnverifiedSigs), err
}

func check(prefix string, vkeys []string) (string, error) {
	s := &source{prefix: prefix, cache: make(map[string][]byte)}
	message, err := s.read("checkpoint")
	if err != nil {
		return "", err
	}
	tree, unknown, err := open(message, vkeys)
	if err != nil {
		return "", err
	}
	// Authenticates every tile it reads against the signed root.
	hashes := tlog.TileHashReader(tree, s)
	for first := int64(0); first < tree.N; first += 1 << height {
		width := 1 << height
		if tree.N-first < 1<<height {
			width = int(tree.N - first)
		}
		entries, err := s.entries(first>>height, width)
		if err != nil {
			return "", err
		}
		for i, entry := range entries {
			index := first + int64(i)
			proof, err := tlog.ProveRecord(tree.N, index, hashes)
			if err != nil {
				return "", fmt.Errorf("entry %d: %v", index, err)
			}
			if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry)); err != nil {
				return "", fmt.Errorf("entry %d: %v", index, err)
			}
		}
	}
	return fmt.Sprintf("%d entries included in %v, %d other signatures", tree.N, tree.Hash, unknown), nil
}

// checkProof verifies a C2SP tlog-proof of one entry.
func checkProof(file, entryFile string, vkeys []string) (string, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	entry, err := os.ReadFile(entryFile)
	if err != nil {
		return "", err
	}
	head, message, found := strings.Cut(string(data), "\n\n")
	lines := strings.Split(head, "\n")
	if !found || lines[0] != "c2sp.org/tlog-proof@v1" {
		return "", errors.New("not a tlog-proof")
	}
	lines = lines[1:]
	if len(lines) > 0 && strings.HasPrefix(lines[0], "extra ") {
		lines = lines[1:]
	}
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "index ") {
		return "", errors.New("no index")
	}
	index, err := strconv.ParseInt(lines[0][len("index "):], 10, 64)
	if err != nil {
		return "", err
	}
	var proof tlog.RecordProof
	for _, line := range lines[1:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return "", err
		}
		proof = append(proof, hash)
	}
	tree, unknown, err := open([]byte(message), vkeys)
	if err != nil {
		return "", err
	}
	if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry)); err != nil {
		return "", err
	}
	return fmt.Sprintf("entry %d included in %v, %d other signatures", index, tree.Hash, unknown), nil
}

func main() {
	var line string
	var err error
	switch arguments := os.Args[1:]; {
	case len(arguments) >= 4 && arguments[0] == "proof":
		line, err = checkProof(arguments[1], arguments[2], arguments[3:])
	case len(arguments) >= 2:
		line, err = check(arguments[0], arguments[1:])
	default:
		fmt.Fprintln(os.Stderr, "usage: logcheck DIRECTORY-OR-URL VKEY [WITNESS-VKEY...] | logcheck proof FILE ENTRY-FILE VKEY [WITNESS-VKEY...]")
		os.Exit(2)
	}
	if err != nil {
		fmt.Printf("BAD %v\n", err)
		os.Exit(1)
	}
	fmt.Printf("GOOD %s\n", line)
}
