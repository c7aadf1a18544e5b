using System.Text.Json.Nodes;
using Palladium.Records.Entries;
using Palladium.Records.Journal;
using Palladium.Records.Json;
using Palladium.Sqlite.People;

namespace Palladium.Node.People;

/// <summary>
/// Puts changes of accounts and tokens into the log as <c>setting.changed</c> entries: at start, after each change made
/// here, and when somebody uses what the command line made beside the running node.
/// </summary>
public sealed class ChangeRecorder(PeopleStore people, IJournal journal) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>Records what is pending. A change may be recorded twice after a crash, never not at all.</summary>
    /// <exception cref="JournalStoppedException">The journal stopped; nothing pending counts until it runs again.</exception>
    public async Task RecordAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            var pending = people.Pending();
            if (pending.Count == 0)
            {
                return;
            }

            await journal.AppendAsync(
                [.. pending.Select(change => new EntryDraft(
                    EntryKinds.SettingChanged, PurposeClass.Administration, CanonicalJson.Write(JsonNode.Parse(change.Json))))],
                cancellation);
            people.MarkLogged(pending);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _one.Dispose();
}
