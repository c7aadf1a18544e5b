using System.Collections.Concurrent;
using System.Text.Json;
using Palladium.Records;

namespace Palladium.Node.Peers;

/// <summary>A receipt that we gave: enough to give it again.</summary>
/// <param name="Holder">Whose release.</param>
/// <param name="Release">Index of the release entry in the holder's log.</param>
/// <param name="Index">Index of the receipt in our log.</param>
/// <param name="Salt">Salt of the receipt.</param>
/// <param name="Body">Body of the receipt.</param>
internal sealed record GivenReceipt(string Holder, long Release, long Index, byte[] Salt, byte[] Body);

/// <summary>A receipt that we got.</summary>
/// <param name="Recipient">Who confirmed.</param>
/// <param name="Release">Index of our release entry.</param>
/// <param name="Index">Index of the receipt in the recipient's log.</param>
/// <param name="At">When it was verified here.</param>
internal sealed record GotReceipt(string Recipient, long Release, long Index, DateTimeOffset At);

/// <summary>
/// What was confirmed, in <c>DATA/peers</c>. It spares work after a restart and decides nothing: whatever a crash takes from
/// it is sent, or received and confirmed, once more.
/// </summary>
internal sealed class ReceiptBook : IDisposable
{
    private readonly ConcurrentDictionary<(string, long), GivenReceipt> _given = new();
    private readonly ConcurrentDictionary<(string, long), GotReceipt> _got = new();
    private static readonly JsonSerializerOptions Whole = new() { RespectRequiredConstructorParameters = true };

    private readonly Lock _lock = new();
    private readonly StreamWriter _givenFile;
    private readonly StreamWriter _gotFile;

    public ReceiptBook(string dataFolder)
    {
        Directory.CreateDirectory(FolderOf(dataFolder));
        var (given, got) = (GivenIn(dataFolder), GotIn(dataFolder));
        foreach (var receipt in Read<GivenReceipt>(given))
        {
            _given[(receipt.Holder, receipt.Release)] = receipt;
        }

        foreach (var receipt in Read<GotReceipt>(got))
        {
            _got[(receipt.Recipient, receipt.Release)] = receipt;
        }

        _givenFile = new StreamWriter(given, append: true) { AutoFlush = true };
        _gotFile = new StreamWriter(got, append: true) { AutoFlush = true };
    }

    /// <summary>The receipts that a data folder says we got, by recipient and release; for rebuilding what is shown.</summary>
    public static IReadOnlyDictionary<(string Recipient, long Release), GotReceipt> GotBy(string dataFolder)
    {
        var got = new Dictionary<(string, long), GotReceipt>();
        foreach (var receipt in Read<GotReceipt>(GotIn(dataFolder)))
        {
            got.TryAdd((receipt.Recipient, receipt.Release), receipt);
        }

        return got;
    }

    public GivenReceipt? Given(MemberId holder, long release) => _given.GetValueOrDefault((holder.Name, release));

    public bool Has(MemberId recipient, long release) => _got.ContainsKey((recipient.Name, release));

    public void Give(GivenReceipt receipt)
    {
        if (_given.TryAdd((receipt.Holder, receipt.Release), receipt))
        {
            Write(_givenFile, receipt);
        }
    }

    public bool Get(GotReceipt receipt)
    {
        if (!_got.TryAdd((receipt.Recipient, receipt.Release), receipt))
        {
            return false;
        }

        Write(_gotFile, receipt);
        return true;
    }

    public void Dispose()
    {
        _givenFile.Dispose();
        _gotFile.Dispose();
    }

    private static string FolderOf(string dataFolder) => Path.Combine(dataFolder, "peers");

    private static string GivenIn(string dataFolder) => Path.Combine(FolderOf(dataFolder), "receipts-given.ndjson");

    private static string GotIn(string dataFolder) => Path.Combine(FolderOf(dataFolder), "receipts-got.ndjson");

    private void Write<T>(StreamWriter file, T record)
    {
        lock (_lock)
        {
            file.Write(JsonSerializer.Serialize(record) + "\n");
        }
    }

    private static IEnumerable<T> Read<T>(string file)
    {
        foreach (var line in File.Exists(file) ? File.ReadAllLines(file) : [])
        {
            T? record;
            try
            {
                record = JsonSerializer.Deserialize<T>(line, Whole);
            }
            catch (JsonException)
            {
                // The last line before a crash may be torn, and one of an earlier version may lack something; see the summary.
                continue;
            }

            if (record is not null)
            {
                yield return record;
            }
        }
    }
}
