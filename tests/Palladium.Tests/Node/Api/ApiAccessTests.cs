using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Palladium.Web.Contract;

namespace Palladium.Tests.Node.Api;

/// <summary>Who gets in where, by the description of the interface that the running node gives of itself.</summary>
public sealed partial class ApiAccessTests
{
    private static readonly string[] WaysIn = [PalladiumRoutes.SignIn, PalladiumRoutes.PasskeySignIn, PalladiumRoutes.PasskeySignInOptions];

    [Fact]
    public async Task Every_described_operation_denies_whoever_is_not_signed_in_unless_it_is_public()
    {
        await using var folder = await NodeFolder.WithDoctrineAsync();
        using var visitor = await folder.StartAsync();
        var (denied, open) = (0, 0);

        foreach (var (method, path) in await OperationsAsync(folder))
        {
            using var answer = await SendAsync(visitor, method, path);
            if (path.StartsWith("/public/", StringComparison.Ordinal) || path.StartsWith("/log/", StringComparison.Ordinal))
            {
                Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.NotFound or HttpStatusCode.BadRequest, $"{method} {path}: {answer.StatusCode}");
                open++;
            }
            else if (WaysIn.Contains(path))
            {
                // The way in: a write of no browser and no known origin.
                Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            }
            else
            {
                Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{method} {path}: {answer.StatusCode}");
                Assert.Equal("request.not-signed-in", await RuleAsync(answer));
                denied++;
            }
        }

        Assert.True(denied >= 20 && open >= 5, $"{denied} denied, {open} open");
    }

    [Fact]
    public async Task Every_described_operation_denies_a_token_without_its_scope()
    {
        await using var folder = await NodeFolder.WithDoctrineAsync();
        using var _ = await folder.StartAsync();
        using var client = folder.ClientWith("metrics");

        foreach (var (method, path) in (await OperationsAsync(folder)).Where(operation => operation.Path.StartsWith("/api/", StringComparison.Ordinal)))
        {
            if (!WaysIn.Contains(path))
            {
                using var answer = await SendAsync(client, method, path);
                Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"{method} {path}: {answer.StatusCode}");
            }
        }
    }

    [Fact]
    public async Task The_description_covers_every_route_of_the_interface_with_a_sentence_and_what_it_answers()
    {
        await using var folder = await NodeFolder.WithDoctrineAsync();
        using var _ = await folder.StartAsync();
        var described = await DescribedAsync(folder);
        var routes = folder.App!.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [])
                .Select(method => (Method: method.ToLowerInvariant(), Path: Plain("/" + endpoint.RoutePattern.RawText!.TrimStart('/')))))
            .Where(route => route.Path.StartsWith("/api/", StringComparison.Ordinal) || route.Path.StartsWith("/public/", StringComparison.Ordinal))
            .Distinct().ToArray();

        Assert.NotEmpty(routes);
        Assert.Empty(routes.Except(described.Select(operation => (operation.Method, operation.Path))));
        Assert.All(described.Where(operation => operation.Path.StartsWith("/api/", StringComparison.Ordinal)), operation =>
        {
            Assert.False(string.IsNullOrWhiteSpace((string?)operation.Json["summary"]), $"{operation.Method} {operation.Path} has no summary");
            Assert.True(operation.Json["responses"] is JsonObject { Count: > 0 }, $"{operation.Method} {operation.Path} has no answer");
        });
        var alerts = described.Single(operation => operation is { Method: "get", Path: PalladiumRoutes.Alerts }).Json;
        Assert.NotNull(alerts["responses"]!["200"]!["content"]!["application/json"]!["schema"]);
    }

    [Fact]
    public async Task A_scope_opens_what_it_names_and_nothing_else()
    {
        await using var folder = await NodeFolder.WithDoctrineAsync();
        using var _ = await folder.StartAsync();
        using var reader = folder.ClientWith("picture:read");
        using var sender = folder.ClientWith("observations:write");

        Assert.Equal(HttpStatusCode.OK, (await reader.GetAsync(PalladiumRoutes.Alerts)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.PostAsync(PalladiumRoutes.Observations, ObservationApiTests.Json("{}"))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await sender.GetAsync(PalladiumRoutes.Alerts)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.GetAsync(PalladiumRoutes.LogEntries)).StatusCode);
        using var person = await folder.SignedInAsync("Ana Silva", "operator");
        Assert.Equal("Ana Silva", (string?)JsonNode.Parse(await person.GetStringAsync(PalladiumRoutes.Me))!["name"]);
    }

    private static async Task<IReadOnlyList<(string Method, string Path)>> OperationsAsync(NodeFolder folder) =>
        [.. (await DescribedAsync(folder)).Select(operation => (operation.Method, Filled(operation.Path)))];

    private static async Task<IReadOnlyList<(string Method, string Path, JsonObject Json)>> DescribedAsync(NodeFolder folder)
    {
        using var client = folder.ClientWith("openapi");
        var document = JsonNode.Parse(await client.GetStringAsync("/openapi/v1.json"))!;
        var operations = document["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject().Where(part => part.Key is "get" or "post" or "put" or "delete" or "patch" or "head")
                .Select(operation => (operation.Key, Plain(path.Key), operation.Value!.AsObject()))).ToArray();
        Assert.NotEmpty(operations);
        return operations;
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, string method, string path) =>
        client.SendAsync(new HttpRequestMessage(new HttpMethod(method.ToUpperInvariant()), path)
        {
            Content = method == "get" ? null : ObservationApiTests.Json("{}"),
        });

    private static async Task<string?> RuleAsync(HttpResponseMessage answer) =>
        (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["rule"];

    private static string Plain(string path) => Constraint().Replace(path, "{$1}");

    private static string Filled(string path) => Parameter().Replace(path, "0");

    [GeneratedRegex(@"\{\**([a-z]+)(?::[a-z]+)?\}", RegexOptions.IgnoreCase)]
    private static partial Regex Constraint();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
