using System.Globalization;
using System.Net;
using Palladium.Node.Configuration;
using Palladium.Node.Demo.Feeds;
using Palladium.Sqlite.People;
using Palladium.Web.Contract;

namespace Palladium.Node.Demo.Network;

/// <summary>The ports of one node of the demo.</summary>
internal sealed record DemoPorts(int Http, int Peer, int Mqtt, int Cot);

/// <summary>One member's node in the demo: its folder, its process, and how the demo signs in to it.</summary>
internal sealed class DemoNode(DemoMember member, string folder, DemoPorts ports) : IAsyncDisposable
{
    public DemoMember Member => member;

    public string Folder => folder;

    public DemoPorts Ports => ports;

    public Uri Http { get; } = new($"http://127.0.0.1:{ports.Http}");

    public Uri Peer { get; } = new($"https://127.0.0.1:{ports.Peer}");

    public NodeProcess Process { get; } = new(folder, Path.Combine(folder, "node.log"));

    /// <summary>A token that writes readings, positions and alerts of this member, as its gateways hold it.</summary>
    public string FieldToken { get; private set; } = "";

    /// <summary>A one-time link that has not been used.</summary>
    public string Link { get; private set; } = "";

    /// <summary>The cookie of the last sign-in, for clients that follow a stream.</summary>
    public string SessionCookie { get; private set; } = "";

    /// <summary>Whether a person has signed in here before the demo was started.</summary>
    public bool HasPeople { get; private set; }

    /// <summary>Writes the node's configuration for the ports of this start.</summary>
    public void Configure(
        string network, string cityFolder, IEnumerable<DemoSource> sources, IEnumerable<DemoNode> all, Uri? capFeed)
    {
        var text = NodeConfigurationTemplate.Write(
            member.Id, member.Kind, member.Name, network, "127.0.0.1", ports.Http, ports.Peer, ports.Mqtt, ports.Cot);
        text = text
            .Replace("cyber_sensors = false", "cyber_sensors = true", StringComparison.Ordinal)
            .Replace("# city = \"../city\"", $"city = \"{cityFolder}\"", StringComparison.Ordinal);
        text += "\n[peers]\n" + string.Concat(all.Where(node => node != this).Select(node => $"{node.Member.Id} = \"{node.Peer.OriginalString}\"\n"));
        text += "\n[consoles]\n" + string.Concat(all.Where(node => node != this).Select(node => $"{node.Member.Id} = \"{node.Http.OriginalString}\"\n"));
        text += string.Concat(sources.Select(source => source.ToToml()));
        if (capFeed is not null)
        {
            text += $"\n[[feeds]]\nid = \"recorded-alerts\"\nkind = \"cap-atom\"\nurl = \"{capFeed}\"\nevery_seconds = 5\nfeed = \"replay\"\n";
        }

        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, NodeConfiguration.FileName), text);
    }

    /// <summary>Makes a token for the feeds and a link for the operator; both count once the node has logged them.</summary>
    public void MakeCredentials(TimeProvider clock)
    {
        using var people = new PeopleStore(folder, clock);
        HasPeople = people.Any();
        FieldToken = people.IssueToken(
            "demo feeds", ["observations:write", "positions:write", "alerts:write", "picture:read"], null, TimeSpan.FromDays(30)).Secret;
        Link = NewLink(people);
    }

    /// <summary>Another one-time link for the same operator.</summary>
    public string NewLink(TimeProvider clock)
    {
        using var people = new PeopleStore(folder, clock);
        return NewLink(people);
    }

    /// <summary>For a browser: by name, so that passkeys can be tried.</summary>
    public Uri LinkAddress => new($"http://localhost:{ports.Http}/signin?link={Link}");

    /// <summary>A client that is signed in as the member's operator, through the same form as a person.</summary>
    public async Task<HttpClient> SignInAsync(TimeProvider clock, CancellationToken cancellation)
    {
        var cookies = new CookieContainer();
        var http = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies, AllowAutoRedirect = false })
        {
            BaseAddress = Http,
            Timeout = TimeSpan.FromSeconds(20),
        };
        http.DefaultRequestHeaders.Add(PalladiumRoutes.OwnRequestHeader, "1");
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["link"] = NewLink(clock),
            ["name"] = member.Operator,
            ["returnTo"] = "/",
        });
        using var answer = await http.PostAsync(Web.Contract.PalladiumRoutes.SignIn, form, cancellation);
        if (answer.StatusCode != HttpStatusCode.SeeOther || answer.Headers.Location?.OriginalString.Contains("problem", StringComparison.Ordinal) == true)
        {
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture, $"Nobody could sign in at {member.Id}: {(int)answer.StatusCode} {answer.Headers.Location}"));
        }

        SessionCookie = cookies.GetCookieHeader(Http);
        return http;
    }

    /// <summary>Waits until the node says that it is ready.</summary>
    public async Task WaitReadyAsync(HttpClient http, TimeProvider clock, CancellationToken cancellation)
    {
        while (true)
        {
            if (!Process.IsRunning)
            {
                throw new InvalidOperationException($"The node of {member.Name} ended. Its last words:\n{Process.LastWords()}");
            }

            try
            {
                using var answer = await http.GetAsync(new Uri(Http, "/health/ready"), cancellation);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !cancellation.IsCancellationRequested))
            {
                // Not listening yet, or too busy starting to answer.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), clock, cancellation);
        }
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();

    private string NewLink(PeopleStore people) =>
        people.IssueLink(member.Operator, member.Kind == "oversight" ? ["overseer"] : ["operator", "administrator"], TimeSpan.FromDays(1)).Secret;
}
