using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Records.Sealing;

namespace Palladium.Sqlite.Bodies;

/// <summary>
/// The bodies of entries: this node's own and those held for other members. <c>bodies.log</c> holds ciphertext, each body
/// under its own random key; <c>bodies.keys</c> holds those keys and the salts, wrapped by the node's storage key, and stays
/// outside ordinary backups, as does <c>keys.db</c> with the keys of open segments. Erasing destroys key and salt, so that every old copy of
/// <c>bodies.log</c> is worthless too. <c>bodies.db</c> finds them and can be made again from the rest.
/// </summary>
/// <remarks>Safe for many threads. Every write is durable when the method returns.</remarks>
public sealed class BodyStore : IDisposable
{
    private const string KeySchema =
        "CREATE TABLE IF NOT EXISTS segment_keys(name TEXT PRIMARY KEY, box BLOB NOT NULL) WITHOUT ROWID;";

    private const int RandomBytes = BodyCipher.KeyLength + (2 * BodyCipher.NonceLength);
    private readonly Lock _appending = new();
    private readonly BodyIndex _index;
    private readonly BodyFiles _files;
    private readonly Database _keys;
    private readonly byte[] _storageKey;
    private readonly AesGcm _wrapping;

    /// <summary>Opens or makes the files, and moves bodies of the earlier form into them.</summary>
    /// <param name="folder">Data folder.</param>
    /// <param name="storageKey">32 bytes that wrap the keys; copied.</param>
    public BodyStore(string folder, ReadOnlySpan<byte> storageKey)
        : this(folder, storageKey, name => new StoreFile(Path.Combine(folder, name)))
    {
    }

    internal BodyStore(string folder, ReadOnlySpan<byte> storageKey, Func<string, IStoreFile> open)
    {
        if (storageKey.Length != BodyCipher.KeyLength)
        {
            throw new ArgumentException("The storage key has 32 bytes.", nameof(storageKey));
        }

        _storageKey = storageKey.ToArray();
        _wrapping = BodyCipher.Open(storageKey);
        Directory.CreateDirectory(folder);
        _keys = new Database(Path.Combine(folder, "keys.db"), KeySchema, destroysSecrets: true);
        _index = new BodyIndex(Path.Combine(folder, "bodies.db"));
        var earlier = new EarlierBodies(_index.Database, _keys);
        if (earlier.Any)
        {
            earlier.Restart(folder);
        }

        _files = new BodyFiles(open("bodies.log"), open("bodies.keys"), _index);
        if (earlier.Any)
        {
            earlier.MoveTo(_files);
        }
    }

    /// <summary>What is wrong with the store, in a sentence for an operator; null when nothing is. It goes on with what it has.</summary>
    public string? Problem => _files.Problem;

    /// <summary>Stores a batch: encrypted, and one sync for each of the two files, at the same time.</summary>
    /// <exception cref="IOException">The disk failed, now or before: open the store again.</exception>
    public void Add(IReadOnlyList<NewBody> batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Count == 0)
        {
            return;
        }

        lock (_appending)
        {
            var records = new BodyRecord[batch.Count];
            for (var i = 0; i < records.Length; i++)
            {
                var body = batch[i];
                records[i] = new BodyRecord(
                    body.Author.Name, body.Kind, body.Index, Bytes(body.Id), _files.NextSlot + i, BodyCipher.Overhead + body.Body.Length, _files.NextBatch,
                    records.Length - 1 - i);
            }

            var length = records.Sum(record => record.Length);
            var boxes = ArrayPool<byte>.Shared.Rent(length);
            var slots = ArrayPool<byte>.Shared.Rent(records.Length * BodyKeys.Slot);
            try
            {
                boxes.AsSpan(0, length).Clear();
                Encrypt(batch, records, boxes, slots);
                _files.Append(records, boxes.AsMemory(0, length), slots.AsMemory(0, records.Length * BodyKeys.Slot));
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(boxes);
                ArrayPool<byte>.Shared.Return(slots);
            }
        }
    }

    /// <summary>Stores what another member released. False when it is here already: a message may come twice.</summary>
    public bool Hold(NewBody body)
    {
        ArgumentNullException.ThrowIfNull(body);
        lock (_appending)
        {
            if (Find(body.Author, body.Id) is not null)
            {
                return false;
            }

            Add([body]);
            return true;
        }
    }

    /// <summary>Finds a body's reference by its place in its author's log; null when none is stored.</summary>
    public BodyReference? Find(MemberId author, long index) => Reference(_files.Find(author.Name, index));

    /// <summary>Finds a body's reference by its entry's id; null when none is stored.</summary>
    public BodyReference? Find(MemberId author, EntryId id) => Reference(_files.Find(author.Name, Bytes(id)));

    /// <summary>References of one kind in the order of the log, from an index on.</summary>
    public IReadOnlyList<BodyReference> List(MemberId author, string kind, long from = 0, int most = int.MaxValue) =>
        [.. _files.List(author.Name, kind, from, most, newestFirst: false).Select(place => Reference(place)!)];

    /// <summary>The newest references of one kind, newest first.</summary>
    public IReadOnlyList<BodyReference> Latest(MemberId author, string kind, int most) =>
        [.. _files.List(author.Name, kind, 0, most, newestFirst: true).Select(place => Reference(place)!)];

    /// <summary>The largest index of which a body was stored, erased ones included; null when there is none.</summary>
    public long? LastIndex(MemberId author) => _files.Last(author.Name);

    /// <summary>The body and its salt, sealed; null when it is not here or was erased.</summary>
    public Sealed<SaltedBody>? Read(MemberId author, long index) => Decode(author, index, body => body);

    /// <summary>
    /// Decodes a body inside the store and seals the result; null when it is not here or was erased. For projections that
    /// fold bodies into records and themselves hand out nothing unsealed; the decoder keeps nothing of the bytes.
    /// </summary>
    public Sealed<T>? Decode<T>(MemberId author, long index, Func<SaltedBody, T> decode)
    {
        ArgumentNullException.ThrowIfNull(decode);
        return Open(author, index) is { } body ? Seal.Of(decode(body)) : null;
    }

    /// <summary>Whether a body was stored here and its key is gone.</summary>
    public bool IsErased(MemberId author, EntryId id) => _files.Find(author.Name, Bytes(id)) is { } place && !_files.HasKey(place);

    /// <summary>Destroys key and salt of a body, then the ciphertext. False when there was nothing to destroy.</summary>
    public bool Erase(MemberId author, EntryId id) => Erase(author, [id]) > 0;

    /// <summary>Destroys keys and salts of bodies, then the ciphertext, durably. Doing it again finishes what a crash cut short. Returns how many had a key.</summary>
    public int Erase(MemberId author, IEnumerable<EntryId> ids)
    {
        lock (_appending)
        {
            return _files.Erase([.. ids.Select(id => _files.Find(author.Name, Bytes(id))).OfType<BodyPlace>()]);
        }
    }

    /// <summary>Of which kinds bodies of which authors were stored, erased ones included.</summary>
    public IReadOnlyList<(MemberId Author, string Kind)> Groups()
    {
        _files.Settle();
        return _index.Database.Use(connection => connection.List(
            reader => (MemberId.Of(reader.GetString(0)), reader.GetString(1)),
            """
            SELECT a.name, k.name FROM names a JOIN names k ON EXISTS (SELECT 1 FROM places WHERE author = a.n AND kind = k.n)
            WHERE EXISTS (SELECT 1 FROM places WHERE author = a.n) ORDER BY a.name, k.name
            """));
    }

    /// <summary>The bodies of an author that were stored and have no key any more, from an index on, in the order of the log.</summary>
    /// <param name="author">Whose.</param>
    /// <param name="from">The first index that is looked at.</param>
    /// <param name="most">How many bodies are looked at.</param>
    /// <param name="next">Where to go on; null when all were looked at.</param>
    public IReadOnlyList<BodyReference> WithoutKey(MemberId author, long from, int most, out long? next)
    {
        _files.Settle();
        var places = _index.From(author.Name, from, most);
        next = places.Count == most ? places[^1].Index + 1 : null;
        return [.. places.Where(place => !_files.HasKey(place)).Select(place => Reference(place)!)];
    }

    /// <summary>
    /// Removes bodies at and beyond an index of the node's own log: staged for leaves that never reached it, hence never
    /// acknowledged to anybody. Returns how many.
    /// </summary>
    public int RemoveFrom(MemberId author, long index)
    {
        lock (_appending)
        {
            return _files.RemoveFrom(author.Name, index);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _files.Dispose();
        _index.Dispose();
        _keys.Dispose();
        _wrapping.Dispose();
        CryptographicOperations.ZeroMemory(_storageKey);
    }

    /// <summary>Within this assembly only: segments are assembled from stored bytes.</summary>
    internal SaltedBody? Open(MemberId author, long index)
    {
        if (_files.Find(author.Name, index) is not { } place || _files.Read(place) is not var (box, keyBox))
        {
            return null;
        }

        var context = Context(author.Name, place.Id);
        var secret = BodyCipher.Decrypt(_storageKey, keyBox, context);
        var body = BodyCipher.Decrypt(secret.AsSpan(0, BodyCipher.KeyLength), box, context);
        var salt = secret[BodyCipher.KeyLength..];
        CryptographicOperations.ZeroMemory(secret);
        return new SaltedBody(salt, body);
    }

    /// <summary>The key of an open segment, made on first use and durable before it is returned.</summary>
    internal byte[] SegmentKey(string name)
    {
        var context = Encoding.ASCII.GetBytes("segment/" + name);
        var box = _keys.Use(connection => connection.First(
            reader => reader.Bytes(0), "SELECT box FROM segment_keys WHERE name = $1", name));
        if (box is not null)
        {
            return BodyCipher.Decrypt(_storageKey, box, context);
        }

        var key = RandomNumberGenerator.GetBytes(BodyCipher.KeyLength);
        var fresh = BodyCipher.Encrypt(_storageKey, key, context);
        _keys.Write(connection => connection.Run("INSERT INTO segment_keys(name, box) VALUES($1, $2)", name, fresh));
        return key;
    }

    internal void DestroySegmentKey(string name)
    {
        // What was deleted stays in the write-ahead log until that is emptied.
        if (_keys.Write(connection => connection.Run("DELETE FROM segment_keys WHERE name = $1", name)) > 0)
        {
            _keys.Truncate();
        }
    }

    internal IReadOnlyList<long> UncataloguedSegments(MemberId author, string kind)
    {
        _files.Settle();
        return _index.Database.Use(connection => connection.List(
            reader => reader.GetInt64(0),
            """
            SELECT idx FROM places WHERE author = (SELECT n FROM names WHERE name = $1) AND kind = (SELECT n FROM names WHERE name = $2)
            AND idx NOT IN (SELECT idx FROM segments) ORDER BY idx
            """,
            author.Name,
            kind));
    }

    internal void Catalogue(long index, DateTimeOffset first, DateTimeOffset last) => _index.Database.Write(connection => connection.Run(
        "INSERT OR REPLACE INTO segments(idx, first, last) VALUES($1, $2, $3)",
        index, first.ToUnixTimeMilliseconds(), last.ToUnixTimeMilliseconds()));

    internal IReadOnlyList<long> SegmentsBetween(DateTimeOffset from, DateTimeOffset before) => _index.Database.Use(connection => connection.List(
        reader => reader.GetInt64(0), "SELECT idx FROM segments WHERE last >= $1 AND first < $2 ORDER BY idx DESC",
        from.ToUnixTimeMilliseconds(), before.ToUnixTimeMilliseconds()));

    private static BodyReference? Reference(BodyPlace? place) => place is null
        ? null
        : new BodyReference(MemberId.Of(place.Author), place.Index, EntryId.Parse(Convert.ToHexStringLower(place.Id)).Value, place.Kind);

    private static byte[] Bytes(EntryId id) => Convert.FromHexString(id.Hex);

    // Binds ciphertext to its place: a record moved to another entry does not decrypt.
    private static byte[] Context(string author, byte[] id) => [.. Encoding.ASCII.GetBytes(author), 0, .. id];

    private void Encrypt(IReadOnlyList<NewBody> batch, BodyRecord[] records, Span<byte> boxes, Span<byte> slots)
    {
        // One call for the randomness of all: for each its key and the nonces of both boxes.
        var random = RandomNumberGenerator.GetBytes(batch.Count * RandomBytes);
        Span<byte> secret = stackalloc byte[BodyCipher.KeyLength + Commitment.SaltLength];
        Span<byte> keyBox = stackalloc byte[BodyKeys.BoxLength];
        for (var i = 0; i < records.Length; i++)
        {
            var record = records[i];
            var fresh = random.AsSpan(i * RandomBytes, RandomBytes);
            var context = Context(record.Author, record.Id);
            fresh[..BodyCipher.KeyLength].CopyTo(secret);
            batch[i].Salt.Span.CopyTo(secret[BodyCipher.KeyLength..]);
            BodyCipher.Encrypt(_wrapping, fresh[^BodyCipher.NonceLength..], secret, keyBox, context);
            BodyKeys.Put(slots, i, keyBox);
            using var aes = BodyCipher.Open(secret[..BodyCipher.KeyLength]);
            var box = boxes.Slice(record.BoxAt, record.BoxLength);
            BodyCipher.Encrypt(aes, fresh.Slice(BodyCipher.KeyLength, BodyCipher.NonceLength), batch[i].Body.Span, box, context);
            boxes = boxes[record.Length..];
        }

        CryptographicOperations.ZeroMemory(random);
        CryptographicOperations.ZeroMemory(secret);
    }
}
