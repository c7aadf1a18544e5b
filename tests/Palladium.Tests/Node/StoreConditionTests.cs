using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Palladium.Node.Journal;
using Palladium.Records.Entries;
using Palladium.Records.Journal;
using Palladium.Records.Json;
using Palladium.Tests.Log;

namespace Palladium.Tests.Node;

/// <summary>What an operator sees of a store or a clock that is not right.</summary>
public sealed class StoreConditionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bodies_that_were_cut_off_are_a_visible_fault_and_entries_go_on()
    {
        await using var folder = await NodeFolder.InitAsync();
        await using (var stores = await OpenAsync(folder, TimeProvider.System))
        {
            await stores.Journal.AppendAsync(Draft("first"), Cancel);
            Assert.Null(new BodyReadiness(stores).Problem);
        }

        foreach (var file in Directory.GetFiles(folder.Path, "bodies.*", SearchOption.AllDirectories).Where(file => !file.EndsWith("keys", StringComparison.Ordinal)))
        {
            File.Delete(file);
        }

        await using var cut = await OpenAsync(folder, TimeProvider.System);
        Assert.Contains("entries 0 to 1 are missing", new BodyReadiness(cut).Problem, StringComparison.Ordinal);
        var entry = await cut.Journal.AppendAsync(Draft("second"), Cancel);
        Assert.NotNull(await cut.Journal.ReadBodyAsync(entry.Index, Cancel));
    }

    [Fact]
    public async Task A_clock_that_was_set_back_is_visible_and_stops_no_entry()
    {
        await using var folder = await NodeFolder.InitAsync();
        var time = new SettableTime();
        await using (var stores = await OpenAsync(folder, time))
        {
            Assert.Null(new ClockReadiness(stores.Journal, time).Problem);
        }

        time.Now -= TimeSpan.FromMinutes(2);
        await using var back = await OpenAsync(folder, time);
        var clock = new ClockReadiness(back.Journal, time);
        Assert.Contains("120 s behind", clock.Problem, StringComparison.Ordinal);
        Assert.Equal(2, (await back.Journal.AppendAsync(Draft("x"), Cancel)).Index);
        time.Now += TimeSpan.FromMinutes(2);
        Assert.Null(clock.Problem);
    }

    private static Task<NodeStores> OpenAsync(NodeFolder folder, TimeProvider time) =>
        NodeStores.OpenAsync(folder.Configuration(), time, NullLoggerFactory.Instance, Cancel);

    private static EntryDraft Draft(string text) =>
        new(EntryKinds.Alert, PurposeClass.Plan, CanonicalJson.Write(new JsonObject { ["text"] = text }));
}
