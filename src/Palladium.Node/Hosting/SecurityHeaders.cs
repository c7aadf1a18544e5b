namespace Palladium.Node.Hosting;

/// <summary>Headers that every answer carries: no framing, no guessing of types, nothing from other sites.</summary>
internal static class SecurityHeaders
{
    // Styles are set by the map on its own elements; its worker is a file of this site. Nothing else is let in.
    private const string ContentPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; "
        + "connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    public static Task AddAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = "camera=(), microphone=(), payment=(), usb=(), geolocation=(self)";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        // What a person sees is not kept by caches; endpoints of public, immutable things say otherwise themselves.
        headers.CacheControl = "no-store";
        return next(context);
    }
}
