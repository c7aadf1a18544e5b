using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Records.Sealing;

namespace Palladium.Sqlite.Bodies;

/// <summary>
/// The bodies of entries: this node's own and those held for other members. <c>bodies.db</c> holds ciphertext, each body
/// under its own random key; <c>keys.db</c> holds those keys and the salts, wrapped by the node's storage key, and stays
/// outside ordinary backups. Erasing destroys key and salt, so that every old copy of <c>bodies.db</c> is worthless too.
/// </summary>
/// <remarks>Safe for many threads. Every write is durable when the method returns.</remarks>
public sealed class BodyStore : IDisposable
{
    private const string BodySchema = """
        CREATE TABLE IF NOT EXISTS bodies(
            author TEXT NOT NULL, id BLOB NOT NULL, idx INTEGER NOT NULL, kind TEXT NOT NULL, box BLOB NOT NULL,
            UNIQUE(author, id), UNIQUE(author, idx));
        CREATE INDEX IF NOT EXISTS bodies_by_kind ON bodies(author, kind, idx);
        CREATE TABLE IF NOT EXISTS segments(idx INTEGER PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL);
        """;

    private const string KeySchema = """
        CREATE TABLE IF NOT EXISTS keys(author TEXT NOT NULL, id BLOB NOT NULL, box BLOB NOT NULL, PRIMARY KEY(author, id)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS segment_keys(name TEXT PRIMARY KEY, box BLOB NOT NULL) WITHOUT ROWID;
        """;

    private readonly Database _bodies;
    private readonly Database _keys;
    private readonly byte[] _storageKey;

    /// <summary>Opens or makes the two files.</summary>
    /// <param name="folder">Data folder.</param>
    /// <param name="storageKey">32 bytes that wrap the keys; copied.</param>
    public BodyStore(string folder, ReadOnlySpan<byte> storageKey)
    {
        if (storageKey.Length != BodyCipher.KeyLength)
        {
            throw new ArgumentException("The storage key has 32 bytes.", nameof(storageKey));
        }

        _storageKey = storageKey.ToArray();
        _bodies = new Database(Path.Combine(folder, "bodies.db"), BodySchema);
        _keys = new Database(Path.Combine(folder, "keys.db"), KeySchema, destroysSecrets: true);
    }

    /// <summary>Stores a batch: one transaction, hence one sync, for each of the two files. Keys first.</summary>
    public void Add(IReadOnlyList<NewBody> batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var boxes = new byte[batch.Count][];
        var keyBoxes = new byte[batch.Count][];
        Span<byte> secret = stackalloc byte[BodyCipher.KeyLength + Commitment.SaltLength];
        for (var i = 0; i < batch.Count; i++)
        {
            var body = batch[i];
            var context = Context(body.Author, body.Id);
            RandomNumberGenerator.Fill(secret[..BodyCipher.KeyLength]);
            body.Salt.Span.CopyTo(secret[BodyCipher.KeyLength..]);
            boxes[i] = BodyCipher.Encrypt(secret[..BodyCipher.KeyLength], body.Body.Span, context);
            keyBoxes[i] = BodyCipher.Encrypt(_storageKey, secret, context);
        }

        CryptographicOperations.ZeroMemory(secret);
        _keys.Write(connection => Insert(connection, "INSERT OR REPLACE INTO keys(author, id, box) VALUES($1, $2, $3)", batch.Count,
            (p, i) => (p[0].Value, p[1].Value, p[2].Value) = (batch[i].Author.Name, Bytes(batch[i].Id), keyBoxes[i]), 3));
        _bodies.Write(connection => Insert(connection, "INSERT INTO bodies(author, id, idx, kind, box) VALUES($1, $2, $3, $4, $5)", batch.Count,
            (p, i) => (p[0].Value, p[1].Value, p[2].Value, p[3].Value, p[4].Value) =
                (batch[i].Author.Name, Bytes(batch[i].Id), batch[i].Index, batch[i].Kind, boxes[i]), 5));
    }

    /// <summary>Stores what another member released. False when it is here already: a message may come twice.</summary>
    public bool Hold(NewBody body)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (Find(body.Author, body.Id) is not null)
        {
            return false;
        }

        Add([body]);
        return true;
    }

    /// <summary>Finds a body's reference by its place in its author's log; null when none is stored.</summary>
    public BodyReference? Find(MemberId author, long index) => _bodies.Use(connection => connection.First(
        Reference, "SELECT author, idx, id, kind FROM bodies WHERE author = $1 AND idx = $2", author.Name, index));

    /// <summary>Finds a body's reference by its entry's id; null when none is stored.</summary>
    public BodyReference? Find(MemberId author, EntryId id) => _bodies.Use(connection => connection.First(
        Reference, "SELECT author, idx, id, kind FROM bodies WHERE author = $1 AND id = $2", author.Name, Bytes(id)));

    /// <summary>References of one kind in the order of the log, from an index on.</summary>
    public IReadOnlyList<BodyReference> List(MemberId author, string kind, long from = 0, int most = int.MaxValue) =>
        _bodies.Use(connection => connection.List(
            Reference, "SELECT author, idx, id, kind FROM bodies WHERE author = $1 AND kind = $2 AND idx >= $3 ORDER BY idx LIMIT $4",
            author.Name, kind, from, most));

    /// <summary>The newest references of one kind, newest first.</summary>
    public IReadOnlyList<BodyReference> Latest(MemberId author, string kind, int most) =>
        _bodies.Use(connection => connection.List(
            Reference, "SELECT author, idx, id, kind FROM bodies WHERE author = $1 AND kind = $2 ORDER BY idx DESC LIMIT $3",
            author.Name, kind, most));

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

    /// <summary>Whether the key of a stored body is gone.</summary>
    public bool IsErased(MemberId author, EntryId id) => _keys.Use(connection =>
        connection.First(_ => "", "SELECT 1 FROM keys WHERE author = $1 AND id = $2", author.Name, Bytes(id)) is null);

    /// <summary>Destroys key and salt of a body, then the ciphertext. False when there was nothing to destroy.</summary>
    public bool Erase(MemberId author, EntryId id)
    {
        var erased = _keys.Write(connection =>
            connection.Run("DELETE FROM keys WHERE author = $1 AND id = $2", author.Name, Bytes(id)) > 0);
        _keys.Truncate();
        _bodies.Write(connection => connection.Run(
            "UPDATE bodies SET box = x'' WHERE author = $1 AND id = $2", author.Name, Bytes(id)));
        _bodies.Truncate();
        return erased;
    }

    /// <summary>
    /// Removes bodies at and beyond an index of the node's own log: staged for leaves that never reached it, hence never
    /// acknowledged to anybody. Returns how many.
    /// </summary>
    public int RemoveFrom(MemberId author, long index)
    {
        var orphans = _bodies.Use(connection => connection.List(
            reader => reader.Bytes(0), "SELECT id FROM bodies WHERE author = $1 AND idx >= $2", author.Name, index));
        if (orphans.Count == 0)
        {
            return 0;
        }

        _keys.Write(connection => Insert(connection, "DELETE FROM keys WHERE author = $1 AND id = $2", orphans.Count,
            (p, i) => (p[0].Value, p[1].Value) = (author.Name, orphans[i]), 2));
        return _bodies.Write(connection =>
        {
            connection.Run("DELETE FROM segments WHERE idx >= $1", index);
            return connection.Run("DELETE FROM bodies WHERE author = $1 AND idx >= $2", author.Name, index);
        });
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _bodies.Dispose();
        _keys.Dispose();
        CryptographicOperations.ZeroMemory(_storageKey);
    }

    /// <summary>Within this assembly only: segments are assembled from stored bytes.</summary>
    internal SaltedBody? Open(MemberId author, long index)
    {
        var row = _bodies.Use(connection => connection.First(
            reader => Tuple.Create(reader.Bytes(0), reader.Bytes(1)), "SELECT id, box FROM bodies WHERE author = $1 AND idx = $2",
            author.Name, index));
        if (row is null || row.Item2.Length == 0)
        {
            return null;
        }

        var (id, box) = row;
        var keyBox = _keys.Use(connection => connection.First(
            reader => reader.Bytes(0), "SELECT box FROM keys WHERE author = $1 AND id = $2", author.Name, id));
        if (keyBox is null)
        {
            return null;
        }

        var context = Context(author, id);
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

    internal void DestroySegmentKey(string name) =>
        _keys.Write(connection => connection.Run("DELETE FROM segment_keys WHERE name = $1", name));

    internal IReadOnlyList<long> UncataloguedSegments(MemberId author, string kind) => _bodies.Use(connection => connection.List(
        reader => reader.GetInt64(0),
        "SELECT idx FROM bodies WHERE author = $1 AND kind = $2 AND idx NOT IN (SELECT idx FROM segments) ORDER BY idx", author.Name, kind));

    internal void Catalogue(long index, DateTimeOffset first, DateTimeOffset last) => _bodies.Write(connection => connection.Run(
        "INSERT OR REPLACE INTO segments(idx, first, last) VALUES($1, $2, $3)",
        index, first.ToUnixTimeMilliseconds(), last.ToUnixTimeMilliseconds()));

    internal IReadOnlyList<long> SegmentsBetween(DateTimeOffset from, DateTimeOffset before) => _bodies.Use(connection => connection.List(
        reader => reader.GetInt64(0), "SELECT idx FROM segments WHERE last >= $1 AND first < $2 ORDER BY idx DESC",
        from.ToUnixTimeMilliseconds(), before.ToUnixTimeMilliseconds()));

    private static int Insert(
        SqliteConnection connection, string sql, int count, Action<SqliteParameterCollection, int> fill, int parameters)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 1; i <= parameters; i++)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
        }

        for (var i = 0; i < count; i++)
        {
            fill(command.Parameters, i);
            command.ExecuteNonQuery();
        }

        return count;
    }

    private static BodyReference Reference(SqliteDataReader reader) => new(
        MemberId.Of(reader.GetString(0)),
        reader.GetInt64(1),
        EntryId.Parse(Convert.ToHexStringLower(reader.Bytes(2))).Value,
        reader.GetString(3));

    private static byte[] Bytes(EntryId id) => Convert.FromHexString(id.Hex);

    // Binds ciphertext to its place: a row moved to another entry does not decrypt.
    private static byte[] Context(MemberId author, EntryId id) => Context(author, Bytes(id));

    private static byte[] Context(MemberId author, byte[] id) => [.. Encoding.ASCII.GetBytes(author.Name), 0, .. id];
}
