using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Palladium.Node.Journal;
using Palladium.Records.Entries;
using Palladium.Sqlite.People;

namespace Palladium.Tests.Node;

public sealed class KilledNodeTests
{
    [Fact]
    public async Task Nothing_acknowledged_is_missing_after_the_process_was_killed()
    {
        await using var folder = await NodeFolder.InitAsync();
        using var process = Start(folder.Path);
        var acknowledged = new List<string>();
        try
        {
            var address = await AddressAsync(process);
            using var client = new HttpClient { BaseAddress = address };
            using var people = new PeopleStore(folder.Path, TimeProvider.System);
            for (var i = 0; i < 20; i++)
            {
                // The first use of a token is answered only when the entry that made it is durable.
                var token = people.IssueToken("probe", ["metrics"], null, TimeSpan.FromHours(1));
                using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Secret);
                using var answer = await client.SendAsync(request);
                answer.EnsureSuccessStatusCode();
                acknowledged.Add(token.Id);
            }
        }
        finally
        {
            // SIGKILL: no handler runs, nothing is flushed.
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        await using var stores = await NodeStores.OpenAsync(
            folder.Configuration(), TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        var found = new List<string?>();
        foreach (var _ in stores.Journal.Replay(EntryKinds.SettingChanged, (_, body) =>
        {
            found.Add((string?)JsonNode.Parse(body.Span)!["token"]);
            return true;
        }))
        {
        }

        Assert.Equal(acknowledged, found.Where(id => id is not null));
        for (var index = 0L; index < stores.Journal.Size; index++)
        {
            var proven = new EntryProofs(stores.Log).Prove(index)!;
            Assert.True(proven.Proof.Verify(Palladium.Log.MerkleTree.Leaf(proven.Leaf.Span), proven.Checkpoint.Checkpoint.Root));
        }
    }

    private static Process Start(string folder)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "palladium.dll");
        Assert.True(File.Exists(program), program);
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { program, "node", "run", folder })
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    private static async Task<Uri> AddressAsync(Process process)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            var at = line.IndexOf("/signin?link=", StringComparison.Ordinal);
            if (at > 0)
            {
                return new Uri(line[..at].Trim());
            }
        }

        throw new InvalidOperationException(await process.StandardError.ReadToEndAsync(patience.Token));
    }
}
