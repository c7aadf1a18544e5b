using Microsoft.AspNetCore.Http.Metadata;
using Palladium.Node.People;
using Palladium.Records;

namespace Palladium.Node.Hosting;

/// <summary>
/// Requests of a media type or method that is not served, told with the reason. Routing's own endpoints for that carry no scope, so
/// that every token would be denied and never told what is wrong. Whoever is not signed in is denied as everywhere.
/// </summary>
internal static class UnroutableRequests
{
    // The names that routing gives these endpoints; a test fails when they change.
    private const string WrongMediaType = "415 HTTP Unsupported Media Type";
    private const string WrongMethod = "405 HTTP Method Not Supported";

    public static Task RefuseAsync(HttpContext context, RequestDelegate next)
    {
        var isKnown = context.User.PersonId() is not null || context.User.TokenId() is not null;
        return isKnown && context.GetEndpoint() is { } endpoint ? endpoint.DisplayName switch
        {
            WrongMediaType => MediaTypeAsync(context, "This media type is not read here. Send Content-Type: application/json."),
            WrongMethod => Problems.Of(
                new Refusal("method", "request.method", $"{context.Request.Method} is not served here."), StatusCodes.Status405MethodNotAllowed)
                .ExecuteAsync(context),
            _ when endpoint.Metadata.GetMetadata<IAcceptsMetadata>() is { IsOptional: false } && string.IsNullOrEmpty(context.Request.ContentType) =>
                MediaTypeAsync(context, "The request does not say what it sends. Add the header Content-Type: application/json."),
            _ => next(context),
        } : next(context);
    }

    private static Task MediaTypeAsync(HttpContext context, string words) => Problems.Of(
        new Refusal("Content-Type", "request.media-type", words), StatusCodes.Status415UnsupportedMediaType).ExecuteAsync(context);
}
