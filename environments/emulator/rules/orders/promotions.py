"""Promotions: their validation, who can use them, when and how often."""

from environments.emulator import errors
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.expressions.validation import ExpressionScope, check_amount, check_condition
from environments.emulator.registry import before_deleting, before_saving
from environments.emulator.resources import singletons
from environments.emulator.rules.catalog.visibility import BuyerContext
from environments.emulator.rules.orders import line_limits
from environments.emulator.storage.records import Record, Records
from environments.emulator.values import dates

ORDER_PROMOTIONS = CATALOGUE.resources["OrderPromotions"]


@before_saving("Promotions")
def _check_promotion(call: Call, data: dict, old: Record | None) -> None:
    data["Code"] = data["Code"] or None
    if data["Code"] is None and not data.get("GeneratedCodeCount"):
        raise errors.required("Code")
    if data["Code"]:
        _check_code(call.records, data["Code"], old)
    line_limits.check(data)
    _check_value_source(call, data)
    scope = ExpressionScope.LINE_ITEM_PROMOTION if data["LineItemLevel"] else ExpressionScope.ORDER_PROMOTION
    check_condition(data["EligibleExpression"], "EligibleExpression", scope)
    if data["ValueExpression"]:
        check_amount(data["ValueExpression"], "ValueExpression", scope)
    data["RedemptionCount"] = (old["RedemptionCount"] if old else None) or 0


def _check_code(records: Records, code: str, old: Record | None) -> None:
    """Refuse a code that another promotion has, or that was generated for one."""
    others = records.where("Promotions", Code=code)
    taken = any(old is None or other.num != old.num for other in others)
    if taken or records.where("PromotionCodes", Code=code):
        raise errors.conflict("Promotion.CodeInUse", "Another promotion has this code.")


def _check_value_source(call: Call, data: dict) -> None:
    """Check that a promotion's value comes either from its expression or from the promotion integration."""
    data["ValueExpression"] = data["ValueExpression"] or None
    if data["ValueExpression"]:
        if data.get("UseIntegration"):
            message = "UseIntegration must be false for a promotion with a ValueExpression."
            raise errors.bad_request("Promotion.UseIntegrationMustBeFalse", message)
        return
    integration = singletons.find(call.records, "PromotionIntegrations")
    # A copy of a marketplace has its promotions before its integrations.
    if integration is None and not call.caller.platform:
        message = "A ValueExpression is required where there is no promotion integration."
        raise errors.bad_request("Promotion.ValueExpressionCannotBeNull", message)
    if not data.get("UseIntegration"):
        message = "ValueExpression can be null only with UseIntegration."
        raise errors.bad_request("Promotion.ValueExpressionCanBeNullIfUseIntegration", message)


@before_deleting("PromotionIntegrations")
def _check_unused(call: Call, integration: Record) -> None:
    if call.records.where("Promotions", ValueExpression=None):
        message = "There are promotions that the integration values."
        raise errors.conflict("PromotionIntegration.CannotDeletePromotionIntegration", message)


def is_available_to(buyer_context: BuyerContext, promotion: Record) -> bool:
    """Whether a buyer user can use a promotion, as all buyers can or by assignment."""
    if promotion["AllowAllBuyers"]:
        return True
    assigned = buyer_context.records.where("PromotionAssignments", PromotionID=promotion.id)
    return any(buyer_context.is_assigned(a) for a in assigned)


def is_active(promotion: Record) -> bool:
    """Whether the promotion is active, has started and has not expired."""
    if promotion["Active"] is False:
        return False
    now = dates.now()
    has_started = promotion["StartDate"] is None or promotion["StartDate"] <= now
    has_expired = promotion["ExpirationDate"] is not None and promotion["ExpirationDate"] < now
    return has_started and not has_expired


def applied_promotions(records: Records, order: Record, id_: str) -> list[Record]:
    return [
        a for a in records.where(ORDER_PROMOTIONS, parent=order.num) if a["ID"].casefold() == id_.casefold()
    ]


def limit_error(records: Records, order: Record, promotion: Record) -> errors.ApiError | None:
    """Return the error when a promotion cannot be redeemed again for an order, else None."""
    limit = promotion["RedemptionLimit"]
    if limit is not None and (promotion["RedemptionCount"] or 0) >= limit:
        return errors.bad_request(
            "Promotion.ExceedsUsageLimit", "The promotion has reached its redemption limit."
        )
    limit = promotion["RedemptionLimitPerUser"]
    if limit is not None and _redemptions_by_user(records, promotion, order) >= limit:
        return errors.bad_request(
            "Promotion.ExceedsUsageLimit", "This user has reached the redemption limit of the promotion."
        )
    return None


def _redemptions_by_user(records: Records, promotion: Record, order: Record) -> int:
    user_orders = records.where(
        "Orders", FromUserID=order["FromUserID"], FromCompanyID=order["FromCompanyID"]
    )
    submitted = [other for other in user_orders if other["IsSubmitted"]]
    return sum(bool(applied_promotions(records, other, promotion.id)) for other in submitted)


def inactive_error(promotion: Record) -> errors.ApiError:
    if promotion["Active"] is False:
        return errors.bad_request("Promotion.NotActive", "The promotion is not active.")
    if promotion["StartDate"] is not None and promotion["StartDate"] > dates.now():
        return errors.bad_request("Promotion.NotYetValid", "The promotion has not started.")
    return errors.bad_request("Promotion.Expired", "The promotion has ended.")
