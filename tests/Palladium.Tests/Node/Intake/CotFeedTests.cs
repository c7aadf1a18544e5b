using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Palladium.Node.Intake;
using Palladium.Operations.Picture;
using Palladium.Records;
using Palladium.Tests.Node.Peers;

namespace Palladium.Tests.Node.Intake;

/// <summary>Positions over a real socket into a real node.</summary>
public sealed class CotFeedTests
{
    [Fact]
    public async Task Bad_messages_are_refused_counted_and_disturb_neither_their_own_connection_nor_another()
    {
        var port = PeerNode.FreePorts(1)[0];
        await using var folder = await NodeFolder.WithDoctrineAsync();
        folder.Configure(text => text.Replace("cot_port = 0", $"cot_port = {port}", StringComparison.Ordinal));
        using var _ = await folder.StartAsync();
        var scene = folder.App!.Services.GetRequiredService<SceneBook>();
        var refusals = folder.App.Services.GetRequiredService<Refusals>();
        using var app = await ConnectAsync(port, folder.Token(null, "positions:write"));
        using var other = await ConnectAsync(port, folder.Token(null, "positions:write"));

        await WriteAsync(app, "no xml at all <event uid=\"cut");
        await WriteAsync(app, Event("far", latitude: "91"));
        await WriteAsync(app, Event("&undefined;"));
        await WriteAsync(app, Event("chat", type: "b-t-f"));
        await WriteAsync(other, Event("patrol-8"));
        await WriteAsync(app, Event("patrol-7"));

        await FoundedNetwork.UntilAsync(() => scene.Unit(MemberId.Of("police"), "patrol-7") is not null && scene.Unit(MemberId.Of("police"), "patrol-8") is not null);
        Assert.Equal(2, scene.Units.Count());
        await FoundedNetwork.UntilAsync(() => refusals.CountOf("cot") >= 4);
        Assert.Contains(refusals.All, refusal => refusal.Last.Rule == "cot.lat.range" && refusal.From.StartsWith("token ", StringComparison.Ordinal));
        Assert.Contains(refusals.All, refusal => refusal.Last.Rule == "cot.not-position");
    }

    [Fact]
    public async Task A_token_without_the_scope_is_cut_off_and_nothing_it_says_is_taken()
    {
        var port = PeerNode.FreePorts(1)[0];
        await using var folder = await NodeFolder.WithDoctrineAsync();
        folder.Configure(text => text.Replace("cot_port = 0", $"cot_port = {port}", StringComparison.Ordinal));
        using var _ = await folder.StartAsync();
        using var app = await ConnectAsync(port, folder.Token(null, "picture:read"));

        // Whatever it goes on saying, the other side ends the connection.
        Assert.Equal(0, await app.GetStream().ReadAsync(new byte[1]));
        Assert.Empty(folder.App!.Services.GetRequiredService<SceneBook>().Units);
        Assert.Equal(1, folder.App.Services.GetRequiredService<Refusals>().CountOf("cot"));
    }

    private static async Task<TcpClient> ConnectAsync(int port, string token)
    {
        var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port);
        await WriteAsync(client, $"<auth><cot username=\"unit\" password=\"{token}\"/></auth>");
        return client;
    }

    private static Task WriteAsync(TcpClient client, string text) => client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(text)).AsTask();

    private static string Event(string uid, string latitude = "-34.9", string type = "a-f-G-U-C")
    {
        var now = TimeProvider.System.GetUtcNow();
        return $"""<event version="2.0" uid="{uid}" type="{type}" how="m-g" time="{Time(now)}" start="{Time(now)}" stale="{Time(now.AddMinutes(1))}"><point lat="{latitude}" lon="-56.2" hae="0" ce="5" le="5"/></event>""";
    }

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
