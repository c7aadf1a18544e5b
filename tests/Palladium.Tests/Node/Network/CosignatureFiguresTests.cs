using System.Net.Http.Json;
using Palladium.Web.Contract;

namespace Palladium.Tests.Node.Network;

/// <summary>Cosigned by m, mirrored by r: what three real nodes show of each other's logs over HTTP.</summary>
public sealed class CosignatureFiguresTests
{
    private static readonly string[] Members = ["fire", "police", "safety"];

    [Fact]
    public async Task Every_node_shows_who_cosigned_and_who_holds_each_log_and_each_entry_third_members_included()
    {
        await using var network = await FoundedNetwork.FoundAsync("", Members);
        await network.StartAsync(Members);

        foreach (var here in Members)
        {
            using var client = network[here].ClientWith("picture:read");
            foreach (var author in Members)
            {
                var others = Members.Where(member => member != author).ToArray();
                await UntilAsync(async () =>
                    (await client.GetFromJsonAsync<LogPageDto>($"/public/log/entries?from=0&count=1&member={author}", ContractJson.Options))
                        is { Entries: [var entry] } && entry.CosignedBy.SequenceEqual(others) && entry.MirroredBy.SequenceEqual(others));
                await UntilAsync(async () =>
                    (await client.GetFromJsonAsync<NetworkDto>(PalladiumRoutes.Network, ContractJson.Options))!.Members
                        .Single(member => member.Member.Id == author) is var state
                    && state.CosignedBy.SequenceEqual(others) && state.CosignedSize > 0);
            }
        }
    }

    [Fact]
    public async Task What_was_cosigned_is_known_after_a_restart_while_the_others_are_away()
    {
        await using var network = await FoundedNetwork.FoundAsync("", "fire", "police");
        await network.StartAsync("fire", "police");
        using (var client = network["police"].ClientWith("picture:read"))
        {
            await UntilAsync(async () => (await EntryAsync(client, "police"))?.CosignedBy.Count == 1);
        }

        await network["fire"].StopAsync();
        await network.RestartAsync("police");

        using var again = network["police"].ClientWith("picture:read");
        var entry = await EntryAsync(again, "police");
        Assert.Equal(["fire"], entry!.CosignedBy);
        Assert.Empty(entry.MirroredBy);
    }

    // The first checkpoint is published a moment after the start.
    private static async Task<LogEntryDto?> EntryAsync(HttpClient client, string author) =>
        (await client.GetFromJsonAsync<LogPageDto>($"/public/log/entries?from=0&count=1&member={author}", ContractJson.Options))!.Entries
            is [var entry] ? entry : null;

    // The figures come with statuses and published checkpoints, of which no event of one node tells; the test fails after 30 s.
    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await condition())
        {
            await timer.WaitForNextTickAsync(timeout.Token);
        }
    }
}
