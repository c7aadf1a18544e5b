using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Palladium.Adapters.Cap;
using Palladium.Standards.Atom;
using Palladium.Standards.Cap;
using Palladium.Tests.Standards.Cap;

namespace Palladium.Tests.Adapters;

public sealed class CapAtomPollerTests : IDisposable
{
    private readonly Server _server = new();
    private readonly Seen _seen = new();
    private readonly List<string> _refused = [];
    private readonly List<string> _received = [];

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task New_alerts_are_handed_on_once_and_an_unchanged_feed_is_not_read_again()
    {
        Serve(Entry("1"), Entry("2"));
        var poller = Poller();
        Assert.Equal(new CapPoll(false, 2, 0, null), await poller.PollAsync(default));
        Assert.Equal(new CapPoll(true, 0, 0, null), await poller.PollAsync(default));
        Serve(Entry("1"), Entry("2"), Entry("3"));
        Assert.Equal(new CapPoll(false, 1, 0, null), await poller.PollAsync(default));
        Assert.Equal(["1", "2", "3"], _received);
    }

    [Fact]
    public async Task A_new_poller_remembers_by_its_store()
    {
        Serve(Entry("1"));
        await Poller().PollAsync(default);
        Assert.Equal(0, (await Poller().PollAsync(default)).Accepted);
    }

    [Fact]
    public async Task A_bad_alert_is_refused_once_and_holds_up_no_other()
    {
        Serve(Entry("1"), Entry("2"));
        _server.Files["/1.cap"] = "<alert/>";
        var poller = Poller();
        Assert.Equal(new CapPoll(false, 1, 1, null), await poller.PollAsync(default));
        Assert.Equal(["1"], _refused);
    }

    [Fact]
    public async Task An_alert_that_cannot_be_had_now_is_asked_for_again()
    {
        Serve(Entry("1"), Entry("2"));
        _server.Files.Remove("/1.cap", out var later);
        var poller = Poller();
        Assert.Equal("http.status", (await poller.PollAsync(default)).Failure?.Rule);
        _server.Files["/1.cap"] = later!;
        Assert.Equal(new CapPoll(false, 1, 0, null), await poller.PollAsync(default));
        Assert.Equal(["2", "1"], _received);
    }

    [Fact]
    public async Task A_link_to_another_host_is_never_followed()
    {
        Serve(new AtomEntry("1", "x", DateTimeOffset.UnixEpoch) { Link = new Uri("http://169.254.169.254/latest") });
        Assert.Equal(new CapPoll(false, 0, 1, null), await Poller().PollAsync(default));
        Assert.Equal(["/feed"], _server.Asked);
    }

    [Fact]
    public async Task After_failures_it_waits_longer_up_to_the_limit_and_then_as_before()
    {
        var poller = Poller();
        var waits = new List<TimeSpan>();
        for (var n = 0; n < 8; n++)
        {
            await poller.PollAsync(default);
            waits.Add(poller.NextWait());
        }

        Assert.InRange(waits[0], TimeSpan.FromMinutes(1.6), TimeSpan.FromMinutes(2.4));
        Assert.InRange(waits[^1], TimeSpan.FromMinutes(12), TimeSpan.FromMinutes(18));
        Serve(Entry("1"));
        await poller.PollAsync(default);
        Assert.InRange(poller.NextWait(), TimeSpan.FromMinutes(0.8), TimeSpan.FromMinutes(1.2));
    }

    private CapAtomPoller Poller() => new(
        new CapAtomPollerOptions(new Uri("http://feed.example/feed")) { Refused = (id, _) => _refused.Add(id) },
        new HttpClient(_server), _seen,
        (entry, document, _) =>
        {
            var refusal = CapReader.Read(document).Refusal;
            if (refusal is null)
            {
                _received.Add(entry.Id);
            }

            return new(refusal);
        },
        TimeProvider.System, new Random(1));

    private static AtomEntry Entry(string id) => new(id, "t", DateTimeOffset.UnixEpoch) { Link = new Uri($"http://feed.example/{id}.cap") };

    private void Serve(params AtomEntry[] entries)
    {
        _server.Files["/feed"] = Encoding.UTF8.GetString(AtomWriter.Write(new AtomFeed("urn:f", "f", DateTimeOffset.UnixEpoch, entries)).Value);
        foreach (var entry in entries)
        {
            _server.Files[$"/{entry.Id}.cap"] = CapSamples.Xml;
        }
    }

    /// <summary>Answers like a web server that knows entity tags.</summary>
    private sealed class Server : HttpMessageHandler
    {
        public Dictionary<string, string> Files { get; } = [];

        public List<string> Asked { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var path = request.RequestUri!.AbsolutePath;
            Asked.Add(path);
            if (!Files.TryGetValue(path, out var text))
            {
                return Task.FromResult(new HttpResponseMessage(HttpStatusCode.ServiceUnavailable));
            }

            var tag = new EntityTagHeaderValue($"\"{Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(text)))}\"");
            var response = request.Headers.IfNoneMatch.Contains(tag)
                ? new HttpResponseMessage(HttpStatusCode.NotModified)
                : new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(text) };
            response.Headers.ETag = tag;
            return Task.FromResult(response);
        }
    }

    private sealed class Seen : ISeenEntries
    {
        private readonly HashSet<string> _keys = [];

        public ValueTask<bool> IsSeenAsync(string feed, string key, CancellationToken cancellationToken) => new(_keys.Contains(feed + key));

        public ValueTask RememberAsync(string feed, string key, CancellationToken cancellationToken)
        {
            _keys.Add(feed + key);
            return ValueTask.CompletedTask;
        }
    }
}
