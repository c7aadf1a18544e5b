using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using Palladium.Adapters.Tak;
using Palladium.Records;
using Palladium.Standards.Cot;
using Palladium.Tests.Standards.Cot;

namespace Palladium.Tests.Adapters;

public sealed class CotListenerTests
{
    private const string SignIn = "<auth><cot username=\"unit-7\" password=\"token\" uid=\"ANDROID-1\"/></auth>";

    private readonly Channel<(string Principal, CotEvent Event)> _received = Channel.CreateUnbounded<(string, CotEvent)>();
    private readonly Channel<(string Who, Refusal Refusal)> _refused = Channel.CreateUnbounded<(string, Refusal)>();

    [Fact]
    public async Task Events_after_sign_in_are_taken_in_with_their_principal()
    {
        await using var listener = Start();
        using var client = await SendAsync(listener, SignIn + CotSamples.Xml("a") + "\n<?xml version='1.0'?>\n" + CotSamples.Xml("b"));
        Assert.Equal(("police/unit-7", "a"), Named(await _received.Reader.ReadAsync()));
        Assert.Equal(("police/unit-7", "b"), Named(await _received.Reader.ReadAsync()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<auth><cot username=\"unit-7\" password=\"wrong\"/></auth>")]
    [InlineData("<auth><cot username=\"unit-7\"/></auth>")]
    [InlineData("<auth/>")]
    public async Task Who_has_not_signed_in_is_refused_and_cut_off(string before)
    {
        await using var listener = Start();
        using var client = await SendAsync(listener, before + CotSamples.Xml("a"));
        Assert.StartsWith("cot.", (await _refused.Reader.ReadAsync()).Refusal.Rule, StringComparison.Ordinal);
        await EndedAsync(client);
        Assert.Equal(0, listener.Accepted);
    }

    [Fact]
    public async Task A_remote_end_that_the_node_knows_needs_no_sign_in()
    {
        await using var listener = Start(new CotListenerOptions { PrincipalOf = _ => "tunnel-1" });
        using var client = await SendAsync(listener, CotSamples.Xml("a"));
        Assert.Equal(("tunnel-1", "a"), Named(await _received.Reader.ReadAsync()));
    }

    [Fact]
    public async Task Who_says_nothing_in_time_is_cut_off()
    {
        await using var listener = Start(new CotListenerOptions { SignInWithin = TimeSpan.FromMilliseconds(50) });
        using var client = await SendAsync(listener, "");
        Assert.Equal("cot.not-authenticated", (await _refused.Reader.ReadAsync()).Refusal.Rule);
        await EndedAsync(client);
    }

    [Fact]
    public async Task A_bad_client_disturbs_no_other_and_its_good_events_after_the_bad_ones_come_in()
    {
        await using var listener = Start();
        using var bad = await SendAsync(listener, SignIn + "garbage <event uid=\"cut" + CotSamples.Xml("a", latitude: "91") + "<event " + new string('x', 70_000));
        using var good = await SendAsync(listener, SignIn + CotSamples.Xml("good"));
        Assert.Equal("good", (await _received.Reader.ReadAsync()).Event.Uid);
        await bad.GetStream().WriteAsync(Encoding.UTF8.GetBytes("></event>" + CotSamples.Xml("after")));
        Assert.Equal("after", (await _received.Reader.ReadAsync()).Event.Uid);
        var rules = new List<string>();
        while (_refused.Reader.TryRead(out var refusal))
        {
            rules.Add(refusal.Refusal.Rule);
        }

        Assert.Equal(["cot.stream.garbage", "cot.stream.truncated", "cot.lat.range", "cot.stream.too-large"], rules);
    }

    [Fact]
    public async Task More_connections_than_allowed_are_refused()
    {
        await using var listener = Start(new CotListenerOptions { MaxConnections = 1 });
        using var first = await SendAsync(listener, SignIn + CotSamples.Xml("a"));
        await _received.Reader.ReadAsync();
        using var second = await SendAsync(listener, "");
        Assert.Equal("cot.connections", (await _refused.Reader.ReadAsync()).Refusal.Rule);
        await EndedAsync(second);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told()
    {
        await using var listener = Start();
        var again = CotListener.Start(new CotListenerOptions { Port = listener.Port }, (_, _, _, _) => new((Refusal?)null), TimeProvider.System);
        Assert.Equal("cot.port.taken", again.Refusal?.Rule);
    }

    private static (string Principal, string Uid) Named((string Principal, CotEvent Event) received) => (received.Principal, received.Event.Uid);

    private CotListener Start(CotListenerOptions? options = null) => CotListener.Start(
        (options ?? new CotListenerOptions()) with
        {
            Port = 0,
            Authenticate = (user, password, _) => new(password == "token" ? $"police/{user}" : null),
            Refused = (who, refusal) => _refused.Writer.TryWrite((who, refusal)),
        },
        (principal, received, _, _) =>
        {
            _received.Writer.TryWrite((principal, received));
            return new((Refusal?)null);
        },
        TimeProvider.System).Value;

    private static async Task<TcpClient> SendAsync(CotListener listener, string text)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, listener.Port);
        await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(text));
        return client;
    }

    private static async Task EndedAsync(TcpClient client)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            Assert.Equal(0, await client.GetStream().ReadAsync(new byte[1], limit.Token));
        }
        catch (IOException)
        {
            // A reset ends a connection as well.
        }
    }
}
