using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Palladium.Records;
using Palladium.Standards.Atom;

namespace Palladium.Adapters.Cap;

/// <summary>
/// Asks an Atom or RSS feed for new alerts, politely: conditional requests, one at a time, longer waits after failures. One
/// per feed; <see cref="RunAsync"/> and <see cref="PollAsync"/> are not to be called at the same time.
/// </summary>
/// <param name="options">The feed.</param>
/// <param name="http">Whoever gives it switches redirection off, or trusts where it leads.</param>
/// <param name="seen">What was handed on already.</param>
/// <param name="receive">Where alerts go.</param>
/// <param name="time">For waiting.</param>
/// <param name="random">For spreading the waits of many nodes that ask the same feed.</param>
public sealed class CapAtomPoller(
    CapAtomPollerOptions options, HttpClient http, ISeenEntries seen, CapReceive receive, TimeProvider time, Random random)
{
    /// <summary>The largest alert fetched, in bytes.</summary>
    private const int MaxAlert = 1024 * 1024;

    private EntityTagHeaderValue? _tag;
    private DateTimeOffset? _modified;
    private int _failures;

    /// <summary>Asks again and again until cancelled, which ends it without exception.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await PollAsync(cancellationToken).ConfigureAwait(false);
                await Task.Delay(NextWait(), time, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The node stops.
        }
    }

    /// <summary>How long to wait now: the interval, doubled for every failure in a row, spread by a fifth either way.</summary>
    public TimeSpan NextWait()
    {
        var wait = options.Interval * Math.Pow(2, Math.Min(_failures, 16));
        var bounded = _failures > 0 && wait > options.MaxBackoff ? options.MaxBackoff : wait;
        return bounded * (0.8 + (0.4 * random.NextDouble()));
    }

    /// <summary>Asks once.</summary>
    public async Task<CapPoll> PollAsync(CancellationToken cancellationToken)
    {
        var poll = await AskAsync(cancellationToken).ConfigureAwait(false);
        _failures = poll.Failure is null ? 0 : _failures + 1;
        if (poll.Failure is { } failure)
        {
            options.Refused("", failure);
        }

        return poll;
    }

    private async Task<CapPoll> AskAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, options.Feed);
        request.Headers.Accept.ParseAdd("application/atom+xml, application/rss+xml;q=0.9, application/xml;q=0.8");
        if (_tag is not null)
        {
            request.Headers.IfNoneMatch.Add(_tag);
        }

        request.Headers.IfModifiedSince = _modified;
        var answer = await FetchAsync(request, AtomReader.MaxBytes, cancellationToken).ConfigureAwait(false);
        if (!answer.Accepted(out var fetched, out var refusal))
        {
            return new CapPoll(false, 0, 0, refusal);
        }

        if (fetched.Body is not { } body)
        {
            return new CapPoll(true, 0, 0, null);
        }

        if (!AtomReader.Read(body, options.Feed).Accepted(out var feed, out refusal))
        {
            return new CapPoll(false, 0, 0, refusal);
        }

        var poll = await TakeAsync(feed, cancellationToken).ConfigureAwait(false);

        // Only when nothing is left to ask for again may the feed answer "nothing changed" next time.
        (_tag, _modified) = poll.Failure is null ? (fetched.Tag, fetched.Modified) : (null, null);
        return poll;
    }

    private async Task<CapPoll> TakeAsync(AtomFeed feed, CancellationToken cancellationToken)
    {
        var poll = new CapPoll(false, 0, 0, null);
        foreach (var entry in feed.Entries)
        {
            // A feed that changes an alert under the same id says so by its time.
            var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
                string.Create(CultureInfo.InvariantCulture, $"{entry.Id}\n{entry.Updated.ToUnixTimeSeconds()}"))));
            if (await seen.IsSeenAsync(options.Feed.AbsoluteUri, key, cancellationToken).ConfigureAwait(false))
            {
                continue;
            }

            var document = await DocumentOf(entry, cancellationToken).ConfigureAwait(false);
            Refusal? refusal;
            if (document.Accepted(out var bytes, out var missing))
            {
                refusal = await receive(entry, bytes, cancellationToken).ConfigureAwait(false);
            }
            else if (missing.Rule.StartsWith("http.", StringComparison.Ordinal))
            {
                options.Refused(entry.Id, missing);
                poll = poll with { Failure = missing };
                continue;
            }
            else
            {
                refusal = missing;
            }

            await seen.RememberAsync(options.Feed.AbsoluteUri, key, cancellationToken).ConfigureAwait(false);
            if (refusal is not null)
            {
                options.Refused(entry.Id, refusal);
            }

            poll = refusal is null ? poll with { Accepted = poll.Accepted + 1 } : poll with { Refused = poll.Refused + 1 };
        }

        return poll;
    }

    private async Task<Outcome<ReadOnlyMemory<byte>>> DocumentOf(AtomEntry entry, CancellationToken cancellationToken)
    {
        if (entry.Inline is { } inline)
        {
            return inline;
        }

        if (entry.Link is not { IsAbsoluteUri: true } link || link.Scheme is not ("http" or "https"))
        {
            return new Refusal("/feed/entry/link", "atom.link.missing", "The entry neither holds an alert nor links to one.");
        }

        if (link.Authority != options.Feed.Authority && !options.OtherHosts.Contains(link.Host, StringComparer.OrdinalIgnoreCase))
        {
            return new Refusal("/feed/entry/link", "atom.link.host", "The link leads to a host that this feed was not allowed.");
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, link);
        request.Headers.Accept.ParseAdd("application/cap+xml, application/xml;q=0.9");
        return (await FetchAsync(request, MaxAlert, cancellationToken).ConfigureAwait(false)).Accepted(out var fetched, out var refusal)
            ? fetched.Body ?? (Outcome<ReadOnlyMemory<byte>>)new Refusal("/feed/entry/link", "http.status", "An answer without a body.")
            : refusal;
    }

    private sealed record Fetched(ReadOnlyMemory<byte>? Body, EntityTagHeaderValue? Tag, DateTimeOffset? Modified);

    private async Task<Outcome<Fetched>> FetchAsync(HttpRequestMessage request, int maxBytes, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(options.Timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        var field = request.RequestUri!.AbsoluteUri;
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.NotModified)
            {
                return new Fetched(null, null, null);
            }

            if (!response.IsSuccessStatusCode)
            {
                return new Refusal(field, "http.status", $"The answer was {(int)response.StatusCode}.");
            }

            using var stream = await response.Content.ReadAsStreamAsync(both.Token).ConfigureAwait(false);
            using var body = new MemoryStream();
            var buffer = new byte[16384];
            for (int read; (read = await stream.ReadAsync(buffer, both.Token).ConfigureAwait(false)) > 0;)
            {
                body.Write(buffer, 0, read);
                if (body.Length > maxBytes)
                {
                    return new Refusal(field, "cap.too-large", $"The answer has more than {maxBytes} bytes.");
                }
            }

            return new Fetched(body.ToArray(), response.Headers.ETag, response.Content.Headers.LastModified);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new Refusal(field, "http.unreachable", "The feed's server could not be reached or broke off.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Refusal(field, "http.timeout", "The feed's server took too long.");
        }
    }
}
