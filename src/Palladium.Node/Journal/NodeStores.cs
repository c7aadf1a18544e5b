using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Palladium.Federation.Keys;
using Palladium.Log;
using Palladium.Node.Configuration;
using Palladium.Records.Entries;
using Palladium.Records.Journal;
using Palladium.Records.Json;
using Palladium.Sqlite.Bodies;
using Palladium.Sqlite.People;
using Palladium.Sqlite.Segments;
using Palladium.Sqlite.State;

namespace Palladium.Node.Journal;

/// <summary>
/// Everything of a node that holds files: opened before the host is built, closed after it stopped, in the reverse order.
/// One process at a time; a second one is refused by the lock on <c>DATA/node.lock</c>.
/// </summary>
public sealed class NodeStores : IAsyncDisposable
{
    private readonly Stack<object> _owned = new();

    private NodeStores()
    {
    }

    /// <summary>The node's private keys.</summary>
    public NodeKeys Keys { get; private set; } = null!;

    /// <summary>Signs notes in the name of the log's origin, and cosigns those of others.</summary>
    public NoteSigningKey LogKey { get; private set; } = null!;

    /// <summary>Bodies, own and held.</summary>
    public BodyStore Bodies { get; private set; } = null!;

    /// <summary>Accounts and tokens.</summary>
    public PeopleStore People { get; private set; } = null!;

    /// <summary>Cursors and marks.</summary>
    public StateStore State { get; private set; } = null!;

    /// <summary>The log below the journal.</summary>
    public LogWriter Log { get; private set; } = null!;

    /// <summary>The journal.</summary>
    public NodeJournal Journal { get; private set; } = null!;

    /// <summary>Which bodies of acknowledged entries were missing at opening, in a sentence; null when none was.</summary>
    public string? MissingBodies { get; private set; }

    /// <summary>Readings and positions.</summary>
    public SegmentStore Segments { get; private set; } = null!;

    /// <summary>Opens everything, recovers what a crash left, and writes the entry that the node was started.</summary>
    /// <exception cref="IOException">Another process runs this node, or the disk failed.</exception>
    /// <exception cref="LogDamagedException">Something acknowledged is missing from the log.</exception>
    public static async Task<NodeStores> OpenAsync(
        NodeConfiguration configuration, TimeProvider time, ILoggerFactory logs, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var stores = new NodeStores();
        try
        {
            await stores.OpenPartsAsync(configuration, time, logs, cancellation);
            return stores;
        }
        catch
        {
            await stores.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        while (_owned.TryPop(out var part))
        {
            switch (part)
            {
                case IAsyncDisposable asynchronous:
                    await asynchronous.DisposeAsync();
                    break;
                case IDisposable disposable:
                    disposable.Dispose();
                    break;
            }
        }
    }

    private async Task OpenPartsAsync(NodeConfiguration configuration, TimeProvider time, ILoggerFactory logs, CancellationToken cancellation)
    {
        Directory.CreateDirectory(configuration.Data);
        Own(new FileStream(configuration.DataPath("node.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        Keys = Own(NodeKeys.LoadOrCreate(configuration.Data));
        LogKey = Own(SigningKey(Keys, configuration.Origin));
        Bodies = Own(OpenBodies(Keys, configuration.Data));
        People = Own(new PeopleStore(configuration.Data, time));
        State = Own(new StateStore(configuration.Data));
        Log = LogWriter.Open(new LogWriterOptions { Directory = configuration.DataPath("log"), Key = LogKey, Time = time });
        Journal = Own(new NodeJournal(
            configuration.Member, new LeafLog(Log), Bodies, time, logs.CreateLogger<NodeJournal>()));
        var bodies = (Bodies.LastIndex(configuration.Member) ?? -1) + 1;
        MissingBodies = bodies < Log.Head.Size
            ? $"The bodies of entries {bodies} to {Log.Head.Size - 1} are missing, and nothing says that they were erased. See docs/operations.md, When something is wrong."
            : null;
        Segments = Own(await SegmentStore.OpenAsync(
            configuration.Data,
            Bodies,
            Journal,
            configuration.Member,
            new SegmentOptions(configuration.Limits.SegmentAge, configuration.Limits.SegmentBytes, configuration.Limits.RecentReadings),
            time,
            cancellation));
        await Journal.AppendAsync(
            new EntryDraft(EntryKinds.NodeStarted, PurposeClass.Administration, CanonicalJson.Write(new JsonObject
            {
                ["member"] = configuration.Member.Name,
                ["version"] = typeof(NodeStores).Assembly.GetName().Version?.ToString(3),
            })),
            cancellation);
    }

    private T Own<T>(T part)
        where T : class
    {
        _owned.Push(part);
        return part;
    }

    private static NoteSigningKey SigningKey(NodeKeys keys, string origin)
    {
        var seed = keys.ExportLogSeed();
        try
        {
            return NoteSigningKey.FromSeed(origin, seed);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    private static BodyStore OpenBodies(NodeKeys keys, string folder)
    {
        var storageKey = keys.ExportStorageKey();
        try
        {
            return new BodyStore(folder, storageKey);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(storageKey);
        }
    }
}
