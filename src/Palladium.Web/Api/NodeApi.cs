using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Palladium.Web.Contract;

namespace Palladium.Web.Api;

/// <summary>Either what the node answered, or why it did not. A problem always says what to do.</summary>
/// <typeparam name="T">What was asked for.</typeparam>
/// <param name="Value">The answer; null with a problem.</param>
/// <param name="Problem">Why there is none.</param>
/// <param name="Status">HTTP status; 0 when the node did not answer.</param>
public readonly record struct Answer<T>(T? Value, ProblemDto? Problem, int Status)
    where T : class;

/// <summary>The node's HTTP interface, asked as the person whose page this is. The console's only way to any data.</summary>
internal sealed class NodeApi(IHttpClientFactory clients, NodeAddress address, SessionCookie session)
{
    public const string ClientName = "palladium-node";

    public Task<Answer<T>> GetAsync<T>(string path, CancellationToken cancellation = default)
        where T : class => SendAsync<T>(HttpMethod.Get, path, null, cancellation);

    public async Task<Answer<T>> SendAsync<T>(HttpMethod method, string path, object? body, CancellationToken cancellation = default)
        where T : class
    {
        using var request = Request(method, path);
        if (body is not null)
        {
            request.Content = JsonContent.Create(body, body.GetType(), options: ContractJson.Options);
        }

        try
        {
            using var response = await clients.CreateClient(ClientName).SendAsync(request, cancellation);
            var status = (int)response.StatusCode;
            if (!response.IsSuccessStatusCode)
            {
                return new(null, await ProblemAsync(response, cancellation), status);
            }

            if (response.StatusCode == HttpStatusCode.NoContent || typeof(T) == typeof(Nothing))
            {
                return new(null, null, status);
            }

            return new(await response.Content.ReadFromJsonAsync<T>(ContractJson.Options, cancellation), null, status);
        }
        catch (HttpRequestException)
        {
            return new(null, new("", "node.unreachable", "This node does not answer. It may be starting; the page tries again when you reload it."), 0);
        }
        catch (JsonException e)
        {
            return new(null, new(e.Path ?? "", "node.answer", "The node's answer could not be read. The console and the node may be of different versions."), 0);
        }
    }

    /// <summary>Opens the stream of events; the caller disposes of the response.</summary>
    public async Task<HttpResponseMessage> OpenStreamAsync(string path, CancellationToken cancellation)
    {
        using var request = Request(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        var client = clients.CreateClient(ClientName);
        client.Timeout = Timeout.InfiniteTimeSpan;
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    private HttpRequestMessage Request(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, new Uri(address.Resolve(), path));
        if (session.Value is { Length: > 0 } cookie)
        {
            request.Headers.TryAddWithoutValidation("Cookie", cookie);
        }

        // No browser sends this request, so nothing else says that it comes from no other site.
        request.Headers.TryAddWithoutValidation(PalladiumRoutes.OwnRequestHeader, "1");
        return request;
    }

    private static async Task<ProblemDto> ProblemAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.Content.Headers.ContentType?.MediaType?.Contains("json", StringComparison.Ordinal) == true)
        {
            try
            {
                if (await response.Content.ReadFromJsonAsync<ProblemDto>(ContractJson.Options, cancellation) is { Message.Length: > 0 } problem)
                {
                    return problem;
                }
            }
            catch (JsonException)
            {
                return Plain(response.StatusCode);
            }
        }

        return Plain(response.StatusCode);
    }

    private static ProblemDto Plain(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized => new("", "session", "Nobody is signed in here. Open the one-time link that the node printed."),
        HttpStatusCode.Forbidden => new("", "default-deny", "No rule permits this. The doctrine page shows the rules; a steward can change them."),
        HttpStatusCode.NotFound => new("", "not-found", "There is nothing here that you may see. It may have been erased, or it may not concern your organisation."),
        _ => new("", "node.status", $"The node answered with status {(int)status}."),
    };
}

/// <summary>Stands for an answer without a body.</summary>
internal sealed record Nothing;
